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

/**
 * Where a click must lead, exactly: every printable ASCII character as its author wrote it, anything else
 * percent-encoded as UTF-8 and a host with such characters in punycode, because a `Location` header must be ASCII
 * (RFC 9110, 10.2.2).
 *
 * @param url an absolute http or https URL, as {@link trimHref} returns it
 * @param parsed the same URL, parsed
 */
export function exactDestination(url: string, parsed: URL): string {
  if (!/[^\x20-\x7e]/.test(url)) return url;
  const hostStart = url.indexOf("//") + 2;
  const hostLength = url.slice(hostStart).search(/[/\\?#]/);
  const hostEnd = hostLength < 0 ? url.length : hostStart + hostLength;
  const authority = url.slice(hostStart, hostEnd);
  const ascii = /[^\x20-\x7e]/.test(authority) ? parsed.host : authority;
  return url.slice(0, hostStart) + ascii + percentEncode(url.slice(hostEnd), /[^\x20-\x7e]+/g);
}

/**
 * A value for the query of a URL that stands in HTML with or without quotes: it decodes as `encodeURIComponent`'s
 * does, but is shorter (RFC 3986, 3.4 allows `:`, `/`, `?`, `@` and `,` there), leaves no apostrophe, and replaces
 * lone surrogates instead of throwing.
 */
export function encodeQueryValue(value: string): string {
  return percentEncode(value, /[^A-Za-z0-9\-_.~!*():/?@,]+/g);
}

function percentEncode(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (run) => encodeURIComponent(wellFormed(run)).replaceAll("'", "%27"));
}

/** `String.prototype.toWellFormed`, which TypeScript's library for ES2023 does not know yet. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}
