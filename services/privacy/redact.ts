import { escapeRegExp } from "@/services/escape-regexp";
import { escapeHtml } from "@/services/html/text-to-html";

const mark = "[erased]";
/** Shorter parts of a name are too often something else. */
const shortestPart = 3;

/**
 * Takes a person's address and name out of a text: the address and the whole name in any letter case, the name's parts
 * (three letters or more) as words written just so or in capitals. A word that is also a name may be lost with it; that is
 * the lesser harm where somebody asked to be erased.
 * @param options.partsInAnyCase for a text of a few words that nobody reads a sentence in
 */
export function redactor(
  { email, name }: { email: string; name: string | null },
  options: { partsInAnyCase?: boolean } = {},
): (text: string) => string {
  const whole = [email, name ?? ""].filter((text) => text.trim().length >= shortestPart);
  const parts = (name ?? "").split(/[\s,]+/).filter((part) => part.length >= shortestPart);
  const patterns = [
    ...whole.map((text) => pattern([text.trim()], "giu")),
    ...parts.map((part) =>
      options.partsInAnyCase ? pattern([part], "giu") : pattern([part, part.toUpperCase()], "gu"),
    ),
  ];
  return (text) => patterns.reduce((left, expression) => left.replace(expression, mark), text);
}

/** As a word of its own, plain or as HTML writes it. */
function pattern(texts: string[], flags: string): RegExp {
  const forms = [...new Set(texts.flatMap((text) => [text, escapeHtml(text)]))].map(escapeRegExp);
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${forms.join("|")})(?![\\p{L}\\p{N}])`, flags);
}

/** The same in the texts of a JSON value: the names of its fields, and what is no text, are nobody's. */
export function redactJson(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, redactJson(item, redact)]));
}
