import { and, desc, eq, gt, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";

export type IgnoredEmail = Pick<
  typeof inboundEmails.$inferSelect,
  "detail" | "fromEmail" | "fromName" | "subject" | "receivedAt"
> & { inboundEmailId: number };

/** Mail of the last days that became no message on purpose (programs, our own), newest first, with the reason. */
export async function listIgnoredEmails(options: { days: number; limit: number }): Promise<IgnoredEmail[]> {
  return database()
    .select({
      inboundEmailId: inboundEmails.id,
      detail: inboundEmails.detail,
      fromEmail: inboundEmails.fromEmail,
      fromName: inboundEmails.fromName,
      subject: inboundEmails.subject,
      receivedAt: inboundEmails.receivedAt,
    })
    .from(inboundEmails)
    .where(
      and(
        eq(inboundEmails.status, "ignored"),
        gt(inboundEmails.receivedAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${options.days} DAY`),
      ),
    )
    .orderBy(desc(inboundEmails.id))
    .limit(options.limit);
}
