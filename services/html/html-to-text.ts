import { toPlainText } from "@react-email/render";
import { shallowHtml, withoutTags } from "./shallow-html";

/**
 * The text of an HTML body, for the text part of a mail, for search and for previews. Of one that is nested deeper than
 * the converter's recursion reaches (some thousand elements) the words, without their lines.
 */
export function htmlToText(html: string): string {
  try {
    return toPlainText(shallowHtml(html)).trim();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return toPlainText(withoutTags(html)).trim();
  }
}
