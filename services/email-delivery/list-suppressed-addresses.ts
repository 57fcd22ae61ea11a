import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages, suppressedAddresses } from "@/db/schema/email";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";

type Suppressed = typeof suppressedAddresses.$inferSelect;
export type SuppressedAddress = Pick<Suppressed, "email" | "reason" | "detail" | "createdAt"> & {
  /** Where the mail that came back belongs to. */
  ticketId: number | null;
};

/**
 * The addresses that get no mail until somebody clears them, the newest first.
 * @throws {InvalidInputError} when the cursor is not one of this list's.
 */
export async function listSuppressedAddresses(
  filter: { limit?: number; cursor?: string } = {},
): Promise<{ addresses: SuppressedAddress[]; nextCursor: string | null }> {
  const limit = Math.min(Math.max(filter.limit ?? 25, 1), 100);
  const rows = await database()
    .select({
      email: suppressedAddresses.email,
      reason: suppressedAddresses.reason,
      detail: suppressedAddresses.detail,
      createdAt: suppressedAddresses.createdAt,
      // DATETIME(6) has microseconds and Date has not: the cursor needs the exact value.
      exactTime: sql<string>`DATE_FORMAT(${suppressedAddresses.createdAt}, '%Y-%m-%d %H:%i:%s.%f')`,
      ticketId: emailMessages.ticketId,
    })
    .from(suppressedAddresses)
    .leftJoin(emailDeliveries, eq(emailDeliveries.id, suppressedAddresses.deliveryId))
    .leftJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(filter.cursor ? after(filter.cursor) : undefined)
    .orderBy(desc(suppressedAddresses.createdAt), desc(suppressedAddresses.email))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    addresses: page.map(({ exactTime: _, ...address }) => address),
    nextCursor: rows.length > limit && last ? encodeCursor([last.exactTime, last.email]) : null,
  };
}

function after(cursor: string) {
  const [time, email] = decodeCursor(cursor, ["time", "text"]);
  return or(
    sql`${suppressedAddresses.createdAt} < ${time}`,
    and(sql`${suppressedAddresses.createdAt} = ${time}`, lt(suppressedAddresses.email, String(email))),
  );
}
