import type { AttachmentView } from "./attachments-of-reply";
import { isRasterType } from "./content-type";
import { replaceInlineImages } from "./inline-images";

/**
 * A message's HTML with its own attached images in place of their `cid:` URLs. Files that are no raster image stay what
 * they were, and show nothing.
 * @param pathOf where the image is served
 */
export function showInlineImages(
  html: string,
  files: readonly AttachmentView[],
  pathOf: (file: AttachmentView) => string,
): string {
  if (files.length === 0) return html;
  return replaceInlineImages(html, (contentId) => {
    const file = files.find((known) => known.contentId === contentId && isRasterType(known.contentType));
    return file ? pathOf(file) : null;
  });
}
