import { eq } from "drizzle-orm";
import { mailTransports, suppressedAddresses } from "@/db/schema/email";
import { contactConsents, contactDataRequests } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { newPreferencesToken } from "@/services/contacts/find-or-create-contact";
import { erasedAddressOf, erasedName } from "./erased-identity";
import type { ErasureWork } from "./erasure-work";
import { redactor } from "./redact";

/** The end of an erased contact: a row that tickets can go on pointing at, and that names nobody. */
export async function eraseContactRow(work: ErasureWork): Promise<null> {
  const { tx, contact } = work;
  await tx.delete(contactConsents).where(eq(contactConsents.contactId, contact.id));
  await tx.delete(contactDataRequests).where(eq(contactDataRequests.contactId, contact.id));
  await tx.delete(suppressedAddresses).where(eq(suppressedAddresses.email, contact.email));
  await forgetInPauses(work);
  await tx
    .update(contacts)
    .set({
      email: erasedAddressOf(contact.id),
      name: erasedName,
      // The link in the footers of old mails opens nothing any more.
      preferencesToken: newPreferencesToken(),
    })
    .where(eq(contacts.id, contact.id));
  return null;
}

/** Why a transport is paused stands there in its server's words, which may name whom the mail was for. */
async function forgetInPauses({ tx, contact }: ErasureWork) {
  const redact = redactor(contact);
  for (const { name, pauseDetail } of await tx.select().from(mailTransports)) {
    if (pauseDetail === null || redact(pauseDetail) === pauseDetail) continue;
    await tx
      .update(mailTransports)
      .set({ pauseDetail: redact(pauseDetail).slice(0, 1000) })
      .where(eq(mailTransports.name, name));
  }
}
