import { addAbortSignal, type Readable } from "node:stream";
import { type AttachmentStream, MailParser, type MessageText } from "mailparser";
import type { StoredContent } from "@/services/attachments/store-content";
import { storeContent } from "@/services/attachments/store-content";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { fileNameFor } from "./file-name-for";
import { guessCharsets } from "./guess-charset";
import { isOfTheSystem } from "./is-of-the-machine";
import { type HeaderLine, headerValue, headerValues, readable } from "./mail-headers";
import { type Mailbox, mailboxesIn } from "./mailboxes";
import { isReportPart } from "./report-parts";
import { readTnef } from "./tnef/read-tnef";

/** A part that is no text: an attachment, an image of the text, a part of a report. Its bytes are kept already. */
export type MailFile = {
  stored: StoredContent;
  filename: string;
  contentType: string;
  /** Without angle brackets. */
  contentId: string | null;
  /** The parts of reports as text, up to 256 KB of each; null for any other. */
  reportText: string | null;
};

export type ParsedMail = {
  headers: readonly HeaderLine[];
  /** The whole mail's, in lower case: `multipart/report`. */
  contentType: string;
  from: Mailbox | null;
  replyTo: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  /** Decoded, on one line. */
  subject: string;
  html: string | null;
  text: string | null;
  files: MailFile[];
};

/** The mail is no mail, or one that this program cannot read; its message is for an agent. */
export class UnreadableMailError extends Error {
  override name = "UnreadableMailError";
}

const mostReportBytes = 256 * 1024;

/**
 * Reads a mail while its bytes stream by; attachments go on to their store and are never in memory as a whole.
 * @throws {UnreadableMailError}; and what the disk throws.
 */
export async function parseMail(source: Readable): Promise<ParsedMail> {
  const parser = new MailParser({
    // Forwarded mails stay files. What they say is not what their forwarder says.
    ignoreEmbedded: true,
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextLinks: true,
    checksumAlgo: false,
  });
  guessCharsets(parser);
  source.once("error", (error) => parser.destroy(error));
  source.pipe(parser);
  // The parser says so by an event alone: who waits for the rest of the file that it was at would wait for ever.
  const givenUp = new AbortController();
  parser.on("error", (error) => givenUp.abort(error));
  const files: MailFile[] = [];
  let body: MessageText | null = null;
  try {
    for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
      if (part.type === "text") body = part;
      else files.push(await keepFile(part, givenUp.signal));
    }
  } catch (error) {
    const cause = givenUp.signal.aborted ? givenUp.signal.reason : error;
    // A disk that is full or broken: the mail may be fine, and is read again later.
    if (isOfTheSystem(cause)) throw cause;
    throw new UnreadableMailError("This mail is damaged, or not written as mails are.", { cause });
  } finally {
    source.destroy();
  }
  const mail = assemble(parser, body, files);
  const hasText = mail.text !== null || mail.html !== null;
  const unpacked: MailFile[] = [];
  for (const file of files) unpacked.push(...((await unpack(file)) ?? (hasText ? [] : [file])));
  return { ...mail, files: unpacked };
}

function assemble(parser: MailParser, body: MessageText | null, files: MailFile[]): ParsedMail {
  const headers = parser.headerLines || [];
  if (headers.length === 0) throw new UnreadableMailError("This has no headers: it is not a mail.");
  const decoded = parser.headers || new Map<string, unknown>();
  const subject = decoded.get("subject");
  return {
    headers,
    contentType:
      (headerValue(headers, "content-type") ?? "text/plain").split(";")[0]?.trim().toLowerCase() ?? "",
    from: mailboxesIn(headerValues(headers, "from"))[0] ?? null,
    replyTo: mailboxesIn(headerValues(headers, "reply-to"))[0] ?? null,
    to: mailboxesIn(headerValues(headers, "to")),
    cc: mailboxesIn(headerValues(headers, "cc")),
    subject: oneLine(isReadable(subject) ? subject : (headerValue(headers, "subject") ?? "")),
    html: body?.html?.trim() ? withoutNull(body.html) : null,
    text: body?.text?.trim() ? withoutNull(body.text) : null,
    files,
  };
}

/**
 * A part as a file, or, of what Outlook packed into one, the files within it. One that holds none is how Outlook's own text
 * looks: null, where the mail has a text beside it.
 */
async function unpack(file: MailFile): Promise<MailFile[] | null> {
  if (!packedByOutlook.test(file.contentType)) return [file];
  const packed = readTnef(await openBlobStore("attachments").readWhole(file.stored.contentHash));
  if (packed === null) return [file];
  if (packed.length === 0) return null;
  const unpacked: MailFile[] = [];
  // One after the other: a process can have only so many files open, and its connections are among them.
  for (const { filename, content, contentId } of packed) {
    unpacked.push({
      ...{ stored: await storeContent(content), filename, contentId },
      // Images are known by their bytes.
      ...{ contentType: "application/octet-stream", reportText: null },
    });
  }
  return unpacked;
}

const packedByOutlook = /^application\/(vnd\.)?ms-tnef$/;

async function keepFile(part: AttachmentStream, givenUp: AbortSignal): Promise<MailFile> {
  addAbortSignal(givenUp, part.content);
  const isReport = isReportPart(part.contentType);
  const chunks: Uint8Array[] = [];
  let kept = 0;
  async function* watched() {
    for await (const chunk of part.content as AsyncIterable<Uint8Array>) {
      if (isReport && kept < mostReportBytes) {
        chunks.push(chunk);
        kept += chunk.byteLength;
      }
      yield chunk;
    }
  }
  const stored = await storeContent(watched());
  part.release?.();
  return {
    stored,
    filename: fileNameFor(part.filename && readable(part.filename), part.contentType),
    contentType: part.contentType,
    contentId: part.cid || null,
    reportText: isReport ? Buffer.concat(chunks).toString("utf8").slice(0, mostReportBytes) : null,
  };
}

/** Without the marks of bytes that were taken for UTF-8, and the escapes of ISO-2022-JP. */
const isReadable = (text: unknown): text is string =>
  typeof text === "string" && !text.includes("\ufffd") && !text.includes("\u001b");

const oneLine = (text: string) => withoutNull(text).replace(/\s+/g, " ").trim();

/** No text has this character, and databases and browsers stumble over it. */
const withoutNull = (text: string) => text.replaceAll("\0", "");
