import { readFile } from "node:fs/promises";
import { asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { attachments } from "@/db/schema/tickets";
import { encodedContent } from "./encode-attachment";

/** A file as a transport sends it. Its content is encoded once, for all recipients and attempts. */
export type MailAttachment = {
  filename: string;
  contentType: string;
  /** Without angle brackets; null: nothing in the text refers to it. */
  contentId: string | null;
  isInline: boolean;
  /** Bytes, before encoding. */
  size: number;
  /** Base64 without line breaks, as Resend takes it. @throws {BlobMissingError} */
  base64(): Promise<string>;
  /** The path of a file with the Base64 body of a MIME part: lines of 76, CRLF. @throws {BlobMissingError} */
  encodedFile(): Promise<string>;
};

/** The files of a reply, for its mail, in the order in which they were attached. */
export async function mailAttachments(ticketReplyId: number): Promise<MailAttachment[]> {
  const rows = await database()
    .select()
    .from(attachments)
    .where(eq(attachments.ticketReplyId, ticketReplyId))
    .orderBy(asc(attachments.id));
  return rows.map(({ filename, contentType, contentId, isInline, contentHash, size }) => ({
    ...{ filename, contentType, contentId, isInline, size },
    encodedFile: () => encodedContent({ contentHash, size }),
    base64: async () =>
      (await readFile(await encodedContent({ contentHash, size }), "latin1")).replaceAll("\r\n", ""),
  }));
}
