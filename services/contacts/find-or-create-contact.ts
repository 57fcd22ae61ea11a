import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { contacts } from "@/db/schema/tickets";
import { addressErasedAt } from "@/services/privacy/erased-addresses";
import { normalizeAddress } from "./normalize-address";

export type Contact = typeof contacts.$inferSelect;

/**
 * The contact with this address, created when there is none. A name fills a gap and never replaces one. Somebody whose
 * data was erased starts opted out of tracking.
 * @throws {InvalidInputError} when the address is not an e-mail address.
 */
export async function findOrCreateContact(
  tx: DatabaseOrTransaction,
  address: { email: string; name?: string | null },
): Promise<Contact> {
  const email = normalizeAddress(address.email);
  const name = address.name?.trim().slice(0, 255) || null;
  const found = await findByEmail(tx, email);
  if (!found) {
    const erasedAt = await addressErasedAt(tx, email);
    const optedOut = { trackingConsent: "opted_out", consentSource: "erasure", consentAt: erasedAt } as const;
    await tx
      .insert(contacts)
      .values({ email, name, preferencesToken: newPreferencesToken(), ...(erasedAt ? optedOut : {}) })
      // Another request made the same contact a moment ago: theirs stays.
      .onDuplicateKeyUpdate({ set: { email } });
    const created = await findByEmail(tx, email);
    if (!created) throw new Error("a contact that was just created cannot be read");
    return created;
  }
  if (found.name || !name) return found;
  await tx.update(contacts).set({ name }).where(eq(contacts.id, found.id));
  return { ...found, name };
}

/** Opens a contact's preferences page: 256 random bits, base64url. */
export function newPreferencesToken(): string {
  return randomBytes(32).toString("base64url");
}

async function findByEmail(tx: DatabaseOrTransaction, email: string): Promise<Contact | undefined> {
  const [contact] = await tx.select().from(contacts).where(eq(contacts.email, email));
  return contact;
}
