/** Good enough to catch typing errors; the service decides. */
export function isEmailAddress(text: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(text) && text.length <= 320;
}

/** `Ana Lima <ana@example.com>`, or the address alone; several separated by commas, semicolons or line breaks. */
export function parseAddresses(text: string): { email: string; name: string | null }[] {
  return text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(part);
      return named
        ? { email: named[2]?.trim() ?? "", name: named[1]?.trim() || null }
        : { email: part, name: null };
    });
}
