import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { mailTransports } from "@/db/schema/email";
import type { ActiveTransport } from "./active-transport";

const tries = 200;
/**
 * Nobody waits so long: a few dozen mails of each process do, at one a second or more. A moment beyond was reserved before
 * the database's clock was set back.
 */
const furthestSeconds = 300;

const now = sql`UTC_TIMESTAMP(6)`;
const { nextSendAt } = mailTransports;
const slot = sql`IF(${nextSendAt} > ${now} + INTERVAL ${furthestSeconds} SECOND, ${now}, GREATEST(COALESCE(${nextSendAt}, ${now}), ${now}))`;

/**
 * Takes the next moment at which the transport's rate limit allows a message, of all processes' together. One conditional
 * UPDATE decides who gets it; nothing is locked while it is waited for. Without a limit nothing is asked.
 * @returns how long to wait until then, in milliseconds; 0 for now.
 */
export async function reserveSendSlot({ name, perSecond }: ActiveTransport): Promise<number> {
  if (perSecond === 0) return 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const [row] = await database()
      .select({
        // As text, since a Date would lose the microseconds that the comparison needs.
        next: sql<string | null>`CAST(${nextSendAt} AS CHAR)`,
        waitMicros: sql<number>`TIMESTAMPDIFF(MICROSECOND, ${now}, ${slot})`.mapWith(Number),
      })
      .from(mailTransports)
      .where(eq(mailTransports.name, name));
    if (!row) throw new Error(`there is no row of the transport ${name}`);
    const spacing = Math.ceil(1_000_000 / perSecond);
    const [result] = await database()
      .update(mailTransports)
      .set({
        nextSendAt: sql`${slot} + INTERVAL ${spacing} MICROSECOND`,
      })
      .where(and(eq(mailTransports.name, name), sql`${nextSendAt} <=> ${row.next}`));
    if (result.affectedRows > 0) return row.waitMicros / 1000;
    // Another process took it; the next try sees the one after.
    await sleep(Math.random() * 10);
  }
  throw new Error(`no slot of the transport ${name} could be reserved`);
}
