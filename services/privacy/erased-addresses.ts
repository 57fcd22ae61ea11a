import { createHmac } from "node:crypto";
import { inArray } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { erasedAddresses } from "@/db/schema/privacy";
import { deriveKey, previousKeys } from "@/services/auth/derive-key";

const purpose = "erased-addresses";

/**
 * What is kept of an address that was erased: enough to recognise it should it come back, and not to read it. The key
 * is not in the database (HMAC-SHA256), or every address could be tried against it.
 */
function addressHash(email: string, key = deriveKey(purpose)): string {
  return createHmac("sha256", key).update(email.trim().toLowerCase()).digest("hex");
}

/** It was noted under the SECRET_KEY of that time. */
function isAddress(email: string) {
  const earlier = previousKeys(purpose).map((key) => addressHash(email, key));
  return inArray(erasedAddresses.addressHash, [addressHash(email), ...earlier]);
}

/** From now on a contact made of this address starts opted out of tracking. */
export async function noteErasedAddress(tx: DatabaseOrTransaction, email: string) {
  await tx
    .insert(erasedAddresses)
    .ignore()
    .values({ addressHash: addressHash(email), erasedAt: new Date() });
}

/** Its owner decided anew. */
export async function forgetErasedAddress(tx: DatabaseOrTransaction, email: string) {
  await tx.delete(erasedAddresses).where(isAddress(email));
}

/** When data about this address was erased; null when it never was. */
export async function addressErasedAt(tx: DatabaseOrTransaction, email: string): Promise<Date | null> {
  const [row] = await tx
    .select({ erasedAt: erasedAddresses.erasedAt })
    .from(erasedAddresses)
    .where(isAddress(email));
  return row?.erasedAt ?? null;
}
