/**
 * An `href` as a browser reads it: white space and controls trimmed, tabs and newlines inside removed (URL
 * standard, 4.4 "basic URL parser", steps 1 to 3). Everything else stays as it was.
 *
 * @param value decoded
 */
export function trimHref(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && value.charCodeAt(start) <= 32) start++;
  while (end > start && value.charCodeAt(end - 1) <= 32) end--;
  const trimmed = value.slice(start, end);
  return /[\t\n\r]/.test(trimmed) ? trimmed.replace(/[\t\n\r]+/g, "") : trimmed;
}

const notPrintable = /[^\x20-\x7e]/;

/**
 * Where a click must lead, exactly: every printable ASCII character as its author wrote it, anything else
 * percent-encoded as UTF-8 and a host with such characters in punycode, because a `Location` header must be ASCII
 * (RFC 9110, 10.2.2).
 *
 * @param url a valid, absolute http or https URL, as {@link trimHref} returns it
 */
export function exactDestination(url: string): string {
  if (!notPrintable.test(url)) return url;
  const hostStart = url.indexOf("//") + 2;
  const hostLength = url.slice(hostStart).search(/[/\\?#]/);
  const hostEnd = hostLength < 0 ? url.length : hostStart + hostLength;
  const authority = url.slice(hostStart, hostEnd);
  const ascii = notPrintable.test(authority) ? inPunycode(url, authority) : authority;
  const rest = url.slice(hostEnd).replace(/[^\x20-\x7e]+/g, percentEncode);
  return url.slice(0, hostStart) + ascii + rest;
}

/** The parser leaves out the port that its scheme has anyway: it was written. */
function inPunycode(url: string, authority: string): string {
  const port = authority.indexOf(":");
  return new URL(url).hostname + (port < 0 ? "" : authority.slice(port));
}

/** ASCII characters that stand for themselves in a value, and the two hexadecimal digits of the others. */
const literal = new Uint8Array(128);
for (const c of "-_.~!*():/?@,=;$") literal[c.charCodeAt(0)] = 1;
for (let c = 0; c < 128; c++) if (/\w/.test(String.fromCharCode(c))) literal[c] = 1;
const percent = 37;
const hexDigits = "0123456789ABCDEF";
const highDigit = Uint8Array.from({ length: 128 }, (_, c) => hexDigits.charCodeAt(c >> 4));
const lowDigit = Uint8Array.from({ length: 128 }, (_, c) => hexDigits.charCodeAt(c & 15));

/** Room for the values that are encoded by the dozen; an encoded character takes three bytes. */
const room = Buffer.alloc(3 * 2_048);

/**
 * A value for the query of a URL that stands in HTML with or without quotes: it decodes as `encodeURIComponent`'s
 * does, but is shorter (RFC 3986, 3.4 allows `:`, `/`, `?`, `@`, `,`, `=`, `;` and `$` there), leaves no apostrophe,
 * and replaces lone surrogates instead of throwing.
 */
export function encodeQueryValue(value: string): string {
  if (3 * value.length > room.length) return encodeRuns(value);
  let length = 0;
  for (let at = 0; at < value.length; at++) {
    const c = value.charCodeAt(at);
    if (c >= 128) return encodeRuns(value);
    if (literal[c]) {
      room[length++] = c;
    } else {
      room[length] = percent;
      room[length + 1] = highDigit[c] as number;
      room[length + 2] = lowDigit[c] as number;
      length += 3;
    }
  }
  return length === value.length ? value : room.toString("latin1", 0, length);
}

/** The same for any value, in pieces. */
function encodeRuns(value: string): string {
  return value.replace(/[^\w\-.~!*():/?@,=;$]+/g, (run) => percentEncode(run).replaceAll("'", "%27"));
}

/** Lone surrogates become U+FFFD (`toWellFormed`, which TypeScript's library for ES2023 does not know yet). */
function percentEncode(run: string): string {
  return encodeURIComponent(run.replace(/[\ud800-\udfff]/gu, "\ufffd"));
}
