import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import MimeNode from "nodemailer/lib/mime-node";
import type { MailAttachment } from "./mail-attachments";

/**
 * An attachment as a finished MIME part: its headers, and the body that was encoded once. What nodemailer takes as
 * `{ raw, cid }`, so that no recipient's copy encodes it again. The same bytes every time.
 * @throws {BlobMissingError}
 */
export async function mimePart(attachment: MailAttachment): Promise<Readable> {
  const head = Buffer.from(`${partHeaders(attachment)}\r\n\r\n`);
  const path = await attachment.encodedFile();
  async function* part() {
    yield head;
    yield* createReadStream(path);
  }
  return Readable.from(part());
}

function partHeaders({ filename, contentType, contentId, isInline }: MailAttachment): string {
  // RFC 2046, 5.2.1: a message/* part may not be encoded in Base64.
  const type = contentType.startsWith("message/") ? "application/octet-stream" : contentType;
  const node = new MimeNode("multipart/mixed").createChild(type, { filename });
  node.setHeader({
    "Content-Transfer-Encoding": "base64",
    "Content-Disposition": isInline ? "inline" : "attachment",
    ...(contentId ? { "Content-Id": `<${contentId}>` } : {}),
  });
  return node.buildHeaders();
}
