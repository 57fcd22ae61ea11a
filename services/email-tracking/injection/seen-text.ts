/** Where a word may be broken, and what is not seen at all. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/**
 * A link's text as its reader sees it: without the characters that show nothing, and with letters and accents put
 * together (Unicode's normal form C), as the rules write them. Most links have nothing of the kind.
 */
export function seenText(label: string): string {
  return /[^ -~]/.test(label) ? label.replace(unseen, "").normalize("NFC") : label;
}
