import { Readable } from "node:stream";
import { isRasterType } from "@/services/attachments/content-type";
import type { OpenAttachment } from "@/services/attachments/open-attachment";

/** Types that a browser may run scripts of: saved they are what they are, but no browser is told so. */
const activeType = /html|xml|svg|script|ecma|pdf/;

/**
 * A file as an answer: raster images may be shown, anything else is saved. Whatever a browser makes of it, it gets an
 * origin of its own and can load nothing (`sandbox`), and its type is not guessed.
 * @param cacheSeconds for whom the file was served to
 */
export function serveAttachment(
  file: OpenAttachment,
  options: { download?: boolean; cacheSeconds?: number } = {},
): Response {
  const isShown = isRasterType(file.contentType) && !options.download;
  return new Response(Readable.toWeb(file.content) as ReadableStream, {
    headers: {
      "Content-Type": activeType.test(file.contentType) ? "application/octet-stream" : file.contentType,
      "Content-Length": String(file.size),
      "Content-Disposition": contentDisposition(isShown ? "inline" : "attachment", file.filename),
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": options.cacheSeconds
        ? `private, max-age=${options.cacheSeconds}`
        : "private, no-cache",
    },
  });
}

/** RFC 6266: the name in ASCII for old clients, and as it is (RFC 8187) for all others. */
export function contentDisposition(type: "inline" | "attachment", filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
