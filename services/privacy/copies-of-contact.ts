import { and, asc, eq, gt, isNull } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";

/**
 * The next copies that were sent to a contact, by id: those tied to them, and those that a program sent to their address
 * without a contact. Two reads, each on its own index: one on either condition would read every copy without a contact.
 */
export async function copiesOfContact(
  tx: DatabaseOrTransaction,
  contact: { id: number; email: string },
  afterId: number,
  limit: number,
): Promise<number[]> {
  const select = (condition: ReturnType<typeof and>) =>
    tx
      .select({ id: emailDeliveries.id })
      .from(emailDeliveries)
      .where(and(condition, gt(emailDeliveries.id, afterId)))
      .orderBy(asc(emailDeliveries.id))
      .limit(limit);
  const tied = await select(eq(emailDeliveries.contactId, contact.id));
  const loose = await select(
    and(isNull(emailDeliveries.contactId), eq(emailDeliveries.email, contact.email)),
  );
  return [...tied, ...loose]
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .slice(0, limit);
}
