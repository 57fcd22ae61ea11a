import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { contactConsents } from "@/db/schema/privacy";
import { contacts, type TrackingConsent } from "@/db/schema/tickets";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { forgetErasedAddress } from "@/services/privacy/erased-addresses";
import type { Contact } from "./find-or-create-contact";

/**
 * Keeps what a contact decided about tracking, or somebody noted for them: on the contact, where mail and the event
 * writer look, and as one more line of their history, which is the proof of it. A newer decision lifts the opt-out that
 * an erasure left behind for the address.
 * @returns whether anything changed: the same consent from the same source again does not.
 */
export async function recordConsent(
  tx: Transaction,
  actor: Actor,
  contact: Contact,
  { consent, source }: { consent: TrackingConsent; source: string | null },
): Promise<boolean> {
  if (contact.trackingConsent === consent && contact.consentSource === source) return false;
  const recordedAt = new Date();
  await tx
    .update(contacts)
    .set({ trackingConsent: consent, consentSource: source, consentAt: recordedAt })
    .where(eq(contacts.id, contact.id));
  await tx
    .insert(contactConsents)
    .values({ contactId: contact.id, consent, source, recordedBy: actor.name.slice(0, 255), recordedAt });
  if (consent !== "opted_out") await forgetErasedAddress(tx, contact.email);
  await recordAudit(tx, actor, {
    action: "contact.tracking_consent",
    targetType: "contact",
    targetId: contact.id,
    changes: { tracking_consent: { from: contact.trackingConsent, to: consent } },
  });
  return true;
}
