import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { ticketTags } from "@/db/schema/tickets";

/**
 * Gives a ticket tags. Of several that are one to the database, and so to the search by tag, it keeps the first: the
 * collation (utf8mb4_unicode_ci) takes `café` for `cafe` and `ß` for `ss`.
 */
export async function addTags(tx: Transaction, ticketId: number, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await tx
    .insert(ticketTags)
    .values(tags.map((tag) => ({ ticketId, tag })))
    .onDuplicateKeyUpdate({ set: { tag: sql`${ticketTags.tag}` } });
}
