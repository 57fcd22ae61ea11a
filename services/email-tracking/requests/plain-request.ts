import { visitHeaders } from "./tracking-request";

/** A GET for an image or a link: the target as it came, and the headers that count, by their names in small letters. */
export type PlainRequest = { url: string; headers: Readonly<Record<string, string>> };

/**
 * One whole request with an image or a link for its target, by the grammar of HTTP/1.1 (RFC 9112, 3 and 5) without
 * anything that two programs could read in two ways: folded lines, bare line ends, controls, a target that RFC 3986
 * knows nothing of.
 */
const grammar =
  /^GET (\/api\/email-tracking\/(?:pixel\/|click\?)[\w\-.~!$&'()*+,;=:@/?%]*) HTTP\/1\.1\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+\r\n$/;
const longestBytes = 8_192;

const counting = new Set<string>([...Object.values(visitHeaders), "host", "connection", "x-forwarded-for"]);
/** With one of these a request has a body, or asks for more than an answer. */
const notPlain = new Set(["content-length", "transfer-encoding", "expect", "upgrade", "trailer"]);

/**
 * Reads what a connection brought, if it is one plain request and nothing else.
 * @returns null when it is not, or when only a full parser can say what it means
 */
export function readPlainRequest(bytes: Buffer): PlainRequest | null {
  if (bytes.length > longestBytes) return null;
  const text = bytes.toString("latin1");
  const url = grammar.exec(text)?.[1];
  if (url === undefined) return null;
  const headers: Record<string, string> = {};
  // The grammar has seen each line's colon and end.
  for (let at = text.indexOf("\r\n") + 2; at < text.length - 2; ) {
    const end = text.indexOf("\r\n", at);
    const colon = text.indexOf(":", at);
    const name = text.slice(at, colon).toLowerCase();
    if (notPlain.has(name)) return null;
    if (counting.has(name)) {
      // Which of two counts is for Node to say.
      if (headers[name] !== undefined) return null;
      headers[name] = withoutBlanks(text, colon + 1, end);
    }
    at = end + 2;
  }
  const { host, connection = "keep-alive" } = headers;
  return host !== undefined && connection.toLowerCase() === "keep-alive" ? { url, headers } : null;
}

/** A field's value: blanks around it do not belong to it (RFC 9112, 5.1), others that JavaScript would trim do. */
function withoutBlanks(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
