import { toPlainText } from "@react-email/render";

/** The text of an HTML body, for the text part of a mail, for search and for previews. */
export function htmlToText(html: string): string {
  return toPlainText(html).trim();
}
