/** Good enough to catch typing errors; the service decides. */
export function isEmailAddress(text: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(text) && text.length <= 320;
}

const named = /^([^<]*)<([^<>]+)>$/;
/** A name with commas that are not quoted, as Outlook writes it: `Lima, Ana <ana@example.com>`. */
const namedWithCommas = /^[^<>@]*<[^<>]+>$/;

/**
 * `Ana Lima <ana@example.com>`, or the address alone; several separated by commas, semicolons or line breaks that are not
 * part of a name.
 */
export function parseAddresses(text: string): { email: string; name: string | null }[] {
  const bySemicolon = partsOf(text, ";\n");
  const parts = bySemicolon.flatMap((part) => (namedWithCommas.test(part) ? part : partsOf(part, ",")));
  return parts.map((part) => {
    const [, name, email] = named.exec(part) ?? [];
    return { email: email?.trim() ?? part, name: name ? withoutQuotes(name.trim()) || null : null };
  });
}

/** Whether a name in quotes was begun and not ended: commas are part of it. */
export function endsInQuotes(text: string): boolean {
  return (text.match(/"/g)?.length ?? 0) % 2 === 1;
}

function partsOf(text: string, separators: string): string[] {
  const part = new RegExp(`(?:"(?:[^"\\\\]|\\\\.)*"|[^${separators}])+`, "g");
  return (text.match(part) ?? []).map((found) => found.trim()).filter(Boolean);
}

function withoutQuotes(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, "$1").trim() : name;
}
