import { sql } from "drizzle-orm";
import { format } from "mysql2";
import type { Transaction } from "@/db/connect";

/** A reply counts as sent when the first copy was. As SQL, for who sends a transaction in one piece; none for no reply. */
export function sentRepliesStatement(replyIds: number[]): string[] {
  if (replyIds.length === 0) return [];
  const statement =
    "UPDATE ticket_replies SET email_sent_at = UTC_TIMESTAMP(6) WHERE id IN (?) AND email_sent_at IS NULL";
  return [format(statement, [replyIds])];
}

/** {@link sentRepliesStatement}, carried out. */
export async function noteSent(tx: Transaction, replyIds: number[]) {
  for (const statement of sentRepliesStatement(replyIds)) await tx.execute(sql.raw(statement));
}
