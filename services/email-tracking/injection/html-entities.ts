import { legacyReferences, namedReferences } from "./html-entity-names";

/** What a numeric reference to a C1 control means: windows-1252 (HTML standard, 13.2.5.80). */
const windows1252 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

/** Longest name in the table: CounterClockwiseContourIntegral. Nothing longer can be one. */
const longestName = 31;

let tables: { named: Map<string, string>; legacy: Set<string> } | undefined;

function referenceTables() {
  if (tables) return tables;
  const named = new Map<string, string>();
  const words = namedReferences.split(" ");
  for (let i = 0; i + 1 < words.length; i += 2) named.set(words[i] as string, words[i + 1] as string);
  // The pairs are separated by blanks, so these two cannot stand in them as themselves.
  tables = { named, legacy: new Set(legacyReferences.split(" ")) };
  return tables;
}

const isDigit = (c: number) => c >= 48 && c <= 57;
const isLetter = (c: number) => (c | 32) >= 97 && (c | 32) <= 122;
const hexValue = (c: number) =>
  isDigit(c) ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1;

function characterOf(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) return windows1252.charAt(code - 0x80);
  return String.fromCodePoint(code);
}

/**
 * Decodes the character references of an HTML attribute's value as a browser does (HTML standard, 13.2.5.72 to
 * 13.2.5.80): named ones, numeric ones, and the legacy names without a semicolon unless a letter, a digit or `=`
 * follows, so that `?a=1&copy=2` stays what its author meant. NUL becomes U+FFFD. Time is linear in the length.
 */
export function decodeAttribute(value: string): string {
  const text = value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  let at = text.indexOf("&");
  if (at < 0) return text;
  let decoded = "";
  let copied = 0;
  while (at >= 0) {
    const reference = text.charCodeAt(at + 1) === 35 ? readNumber(text, at) : readName(text, at);
    if (reference) {
      decoded += text.slice(copied, at) + reference.character;
      copied = reference.end;
    }
    at = text.indexOf("&", reference ? reference.end : at + 1);
  }
  return decoded + text.slice(copied);
}

function readNumber(text: string, at: number) {
  const hex = (text.charCodeAt(at + 2) | 32) === 120;
  const first = at + (hex ? 3 : 2);
  let end = first;
  let code = 0;
  for (; end < text.length; end++) {
    const digit = hexValue(text.charCodeAt(end));
    if (digit < 0 || (!hex && digit > 9)) break;
    if (code <= 0x10ffff) code = code * (hex ? 16 : 10) + digit;
  }
  if (end === first) return null;
  return { character: characterOf(code), end: text.charCodeAt(end) === 59 ? end + 1 : end };
}

function readName(text: string, at: number) {
  let end = at + 1;
  const limit = Math.min(text.length, at + 1 + longestName + 1);
  while (end < limit && (isLetter(text.charCodeAt(end)) || isDigit(text.charCodeAt(end)))) end++;
  const name = text.slice(at + 1, end);
  const closed = text.charCodeAt(end) === 59;
  if (name === "amp" && closed) return { character: "&", end: end + 1 };
  const { named, legacy } = referenceTables();
  const character = named.get(name);
  if (character === undefined) return null;
  if (closed) return { character, end: end + 1 };
  if (!legacy.has(name) || text.charCodeAt(end) === 61) return null;
  return { character, end };
}
