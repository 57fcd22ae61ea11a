import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { type HeaderLine, headerValue } from "./mail-headers";
import { usableMessageId } from "./message-ids";

/** What servers add on the way: two arrivals of one mail differ in these (RFC 5321, 4.4; RFC 8601; RFC 8617). */
const trace =
  /^(received|return-path|delivered-to|x-original-to|envelope-to|delivery-date|authentication-results|arc-[a-z-]+|received-spf|dkim-signature|x-[a-z0-9-]+)[ \t]*:/i;
const mostHeaderBytes = 1024 * 1024;

/**
 * What makes two arrivals the same message: Message-ID, From, Date and Subject together, since some programs write the
 * same Message-ID into all their mails. Null without a usable Message-ID, or without a Date, as devices that have no clock
 * write all the same: then {@link contentKey} is asked.
 */
export function headerKey(headers: readonly HeaderLine[]): string | null {
  const messageId = usableMessageId(headerValue(headers, "message-id"));
  if (messageId === null || !headerValue(headers, "date")) return null;
  const parts = ["from", "date", "subject"].map((name) => headerValue(headers, name) ?? "");
  return createHash("sha256")
    .update(JSON.stringify([messageId, ...parts]))
    .digest("hex");
}

/** The same for a mail without a Message-ID: its content without the headers that servers add on the way. */
export async function contentKey(source: Readable): Promise<string> {
  const hash = createHash("sha256").update("content:");
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (head === null) {
      hash.update(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = endOfHeaders(head);
    if (end < 0 && head.length < mostHeaderBytes) continue;
    hash.update(withoutTrace(head.subarray(0, Math.max(end, 0)))).update(head.subarray(Math.max(end, 0)));
    head = null;
  }
  if (head !== null) hash.update(withoutTrace(head));
  return hash.digest("hex");
}

function endOfHeaders(head: Buffer): number {
  const places = [head.indexOf("\r\n\r\n"), head.indexOf("\n\n")].filter((at) => at >= 0);
  return places.length > 0 ? Math.min(...places) : -1;
}

function withoutTrace(head: Buffer): string {
  const lines = head.toString("latin1").split(/\r?\n(?![ \t])/);
  return lines.filter((line) => !trace.test(line)).join("\n");
}
