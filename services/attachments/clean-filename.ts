const longest = 255;
const bidiControls = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A file name as it may be shown, stored and put into a header: the last part of what may be a path (of either kind of
 * system), without control characters, without marks that turn the direction of writing (`invoice\u202efdp.exe` reads as
 * `invoiceexe.pdf`), at most 255 characters with its extension kept. A name of which nothing is left is `file`.
 */
export function cleanFilename(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(/\p{Cc}|\p{Cs}|\ufeff/gu, " ")
    .replace(bidiControls, "")
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\s+/g, " ")
    .trim();
  if (!clean || /^\.+$/.test(clean)) return "file";
  return shorten(clean);
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= longest) return name;
  const extension = /\.[^.\s]{1,16}$/u.exec(name)?.[0] ?? "";
  return `${characters
    .slice(0, longest - [...extension].length)
    .join("")
    .trimEnd()}${extension}`;
}
