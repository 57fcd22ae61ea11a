import { z } from "zod";
import { erasureStrengths } from "@/db/schema/privacy";
import { updateConsentSchema } from "@/services/contacts/update-consent";
import { idParam } from "../fields";
import { defineOperation } from "../operation";
import { pageOf, pageQuery } from "../page";
import { contactExportResource } from "../resources/contact-export-resource";
import { contactResource, erasureResource } from "../resources/contact-resource";

const params = z.object({ id: idParam });
const tag = "Contacts";

export const listContactsOperation = defineOperation({
  id: "listContacts",
  method: "GET",
  path: "/api/v1/contacts",
  tag,
  summary: "List contacts",
  description: "The newest first.",
  query: z.object({
    ...pageQuery,
    email: z.string().max(320).optional().meta({ description: "Only the contact with this address." }),
    q: z.string().max(200).optional().meta({ description: "Part of the address or name." }),
  }),
  response: { status: 200, description: "A page of contacts", schema: pageOf(contactResource) },
});

export const getContactOperation = defineOperation({
  id: "getContact",
  method: "GET",
  path: "/api/v1/contacts/{id}",
  tag,
  summary: "Get a contact",
  params,
  response: { status: 200, description: "The contact", schema: contactResource },
});

export const updateContactOperation = defineOperation({
  id: "updateContact",
  method: "PATCH",
  path: "/api/v1/contacts/{id}",
  tag,
  summary: "Record a contact's consent to tracking",
  description:
    "With where it is on record. It holds from the next mail on, and for visits to mail already sent.",
  params,
  body: z.strictObject({
    tracking_consent: updateConsentSchema.shape.consent,
    consent_source: updateConsentSchema.shape.source,
  }),
  response: { status: 200, description: "The contact", schema: contactResource },
});

export const exportContactOperation = defineOperation({
  id: "exportContact",
  method: "GET",
  path: "/api/v1/contacts/{id}/export",
  tag,
  summary: "Export everything that is held about a contact",
  description:
    "Tickets, messages, emails with what happened on their way and what was recorded, and consents.",
  params,
  response: { status: 200, description: "All of it", schema: contactExportResource },
});

export const eraseContactOperation = defineOperation({
  id: "eraseContact",
  method: "POST",
  path: "/api/v1/contacts/{id}/erase",
  tag,
  summary: "Erase what is held about a contact",
  description:
    "`tracking`: what tracking recorded; the conversation stays. `contact`: also their name, address and own words. " +
    "Either way nothing more is recorded of them, should they come back under the same address. It cannot be undone.",
  params,
  body: z.strictObject({
    strength: z.enum(erasureStrengths, "Choose tracking or contact."),
  }),
  response: { status: 200, description: "The erasure, done or at work", schema: erasureResource },
});
