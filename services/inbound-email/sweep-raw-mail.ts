import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { log } from "@/services/logging/log";

const hourMs = 3_600_000;
/** No arrival takes so long between its bytes and its row. */
const abandonedAfterMs = 24 * hourMs;
const shared = globalThis as { __myportalRawMailSweep?: NodeJS.Timeout };

/** Sweeps once an hour, from now on. A second call does nothing. */
export function startRawMailSweep() {
  shared.__myportalRawMailSweep ??= setInterval(() => {
    sweepRawMail().catch((error) => log().warn(loggableError(error), "left raw mail could not be swept"));
  }, hourMs).unref();
}

export function stopRawMailSweep() {
  clearInterval(shared.__myportalRawMailSweep);
  shared.__myportalRawMailSweep = undefined;
}

/**
 * Removes the bytes of mails that no row names: their door was told that they were not taken, or they were erased.
 * @returns how many
 */
export async function sweepRawMail(before = new Date(Date.now() - abandonedAfterMs)): Promise<number> {
  const store = openBlobStore("inbound-mail");
  let swept = 0;
  for await (const hash of store.list(before)) {
    const [named] = await database()
      .select({ id: inboundEmails.id })
      .from(inboundEmails)
      .where(eq(inboundEmails.contentHash, hash))
      .limit(1);
    if (named) continue;
    await store.delete(hash);
    swept++;
  }
  return swept;
}
