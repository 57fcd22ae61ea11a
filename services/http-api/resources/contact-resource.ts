import { z } from "zod";
import { erasureStrengths } from "@/db/schema/privacy";
import { trackingConsents } from "@/db/schema/tickets";
import type { ListedContact } from "@/services/contacts/list-contacts";
import type { Erasure } from "@/services/privacy/start-erasure";
import { isoOrNull, moment } from "../fields";

export const contactResource = z
  .strictObject({
    id: z.int(),
    email: z.string(),
    name: z.string().nullable(),
    tracking_consent: z.enum(trackingConsents),
    consent_source: z.string().nullable().meta({ description: "Where the consent is on record." }),
    consent_at: moment.nullable(),
    created_at: moment,
  })
  .meta({ id: "Contact" });

/** A contact as the API shows them; never with the token of their preferences page. */
export function toContactResource(contact: ListedContact): z.input<typeof contactResource> {
  const { id, email, name } = contact;
  return {
    ...{ id, email, name },
    tracking_consent: contact.trackingConsent,
    consent_source: contact.consentSource,
    consent_at: isoOrNull(contact.consentAt),
    created_at: contact.createdAt.toISOString(),
  };
}

export const erasureResource = z
  .strictObject({
    id: z.int(),
    contact_id: z.int(),
    strength: z.enum(erasureStrengths),
    status: z.enum(["running", "done"]).meta({
      description: "`running`: nothing more is recorded already, and the rest goes on in the background.",
    }),
    created_at: moment,
    finished_at: moment.nullable(),
  })
  .meta({ id: "Erasure" });

/** An erasure as the API shows it. */
export function toErasureResource(erasure: Erasure): z.input<typeof erasureResource> {
  const { id, strength, status } = erasure;
  return {
    ...{ id, strength, status },
    contact_id: erasure.contactId,
    created_at: erasure.createdAt.toISOString(),
    finished_at: isoOrNull(erasure.finishedAt),
  };
}
