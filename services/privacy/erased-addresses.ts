import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { erasedAddresses } from "@/db/schema/privacy";
import { deriveKey } from "@/services/auth/derive-key";

/**
 * What is kept of an address that was erased: enough to recognise it should it come back, and not to read it. The key
 * is not in the database (HMAC-SHA256), or every address could be tried against it.
 */
function addressHash(email: string): string {
  return createHmac("sha256", deriveKey("erased-addresses")).update(email.trim().toLowerCase()).digest("hex");
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
  await tx.delete(erasedAddresses).where(eq(erasedAddresses.addressHash, addressHash(email)));
}

/** When data about this address was erased; null when it never was. */
export async function addressErasedAt(tx: DatabaseOrTransaction, email: string): Promise<Date | null> {
  const [row] = await tx
    .select({ erasedAt: erasedAddresses.erasedAt })
    .from(erasedAddresses)
    .where(eq(erasedAddresses.addressHash, addressHash(email)));
  return row?.erasedAt ?? null;
}
