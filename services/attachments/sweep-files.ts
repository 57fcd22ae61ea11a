import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { attachments } from "@/db/schema/tickets";
import type { BlobStore } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { encodedFolder } from "./encode-attachment";

const dayMs = 24 * 3_600_000;
const rowsAtOnce = 500;

/**
 * Deletes what nobody needs any more: uploads that have waited for a reply for a day, content that no row has named for
 * a day, raw mail that was kept as long as the setting says, and encoded copies that no mail has asked for for a day.
 * Several processes may do it at once; one that is stopped goes on the next time.
 * @returns how many of each
 */
export async function sweepFiles(
  now = Date.now(),
): Promise<{ uploads: number; blobs: number; encoded: number }> {
  const before = new Date(now - dayMs);
  const uploads = await deleteOldUploads();
  const ofAttachments = await sweepBlobs(openBlobStore("attachments"), before, attachmentHashes);
  const { settings } = await effectiveSettings("email");
  const neededAmong = (hashes: string[]) => neededRawMail(hashes, settings.keep_raw_mail_days);
  const ofInbound = await sweepBlobs(openBlobStore("inbound-mail"), before, neededAmong);
  return { uploads, blobs: ofAttachments + ofInbound, encoded: await sweepEncoded(before) };
}

async function deleteOldUploads(): Promise<number> {
  let deleted = 0;
  for (;;) {
    const [result] = await database()
      .delete(attachments)
      .where(
        and(
          isNull(attachments.ticketReplyId),
          lt(attachments.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL 1 DAY`),
        ),
      )
      .limit(rowsAtOnce);
    deleted += result.affectedRows;
    if (result.affectedRows < rowsAtOnce) return deleted;
  }
}

/** What was put again meanwhile is young and stays: whoever puts content names it only afterwards. */
async function sweepBlobs(
  store: BlobStore,
  before: Date,
  namedAmong: (hashes: string[]) => Promise<Set<string>>,
): Promise<number> {
  let deleted = 0;
  let batch: string[] = [];
  const sweepBatch = async () => {
    const named = batch.length > 0 ? await namedAmong(batch) : new Set<string>();
    for (const hash of batch.filter((known) => !named.has(known))) {
      await store.delete(hash, before);
      deleted++;
    }
    batch = [];
  };
  for await (const hash of store.list(before)) {
    batch.push(hash);
    if (batch.length === rowsAtOnce) await sweepBatch();
  }
  await sweepBatch();
  return deleted;
}

/** Those of these hashes that an attachment names. */
export async function attachmentHashes(hashes: string[]): Promise<Set<string>> {
  const rows = await database()
    .selectDistinct({ hash: attachments.contentHash })
    .from(attachments)
    .where(inArray(attachments.contentHash, hashes));
  return new Set(rows.map(({ hash }) => hash));
}

/** Those of these hashes whose mail is to be kept: it is not older than so many days, or still needs somebody. */
async function neededRawMail(hashes: string[], days: number): Promise<Set<string>> {
  const { contentHash, receivedAt, status, handledAt } = inboundEmails;
  const isYoung = sql`${receivedAt} >= UTC_TIMESTAMP(6) - INTERVAL ${days} DAY`;
  const isOpen = or(eq(status, "received"), and(eq(status, "failed"), isNull(handledAt)));
  const rows = await database()
    .selectDistinct({ hash: contentHash })
    .from(inboundEmails)
    .where(and(inArray(contentHash, hashes), days === 0 ? undefined : or(isYoung, isOpen)));
  return new Set(rows.map(({ hash }) => hash));
}

async function sweepEncoded(before: Date): Promise<number> {
  let deleted = 0;
  for (const name of (await readdir(encodedFolder()).catch(unlessGone)) ?? []) {
    const path = join(encodedFolder(), name);
    const { mtimeMs } = (await stat(path).catch(unlessGone)) ?? {};
    if (mtimeMs === undefined || mtimeMs >= before.getTime()) continue;
    await unlink(path).catch(unlessGone);
    deleted++;
  }
  return deleted;
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
