/** Raster images that every browser draws and none of which can hold a script: all that is ever shown and not saved. */
export const rasterTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const;
export type RasterType = (typeof rasterTypes)[number];

const anyType = "application/octet-stream";
/** RFC 2045, 5.1: type and subtype are tokens; RFC 6838, 4.2: at most 127 characters each. */
const mediaType = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/;

/** Bytes that {@link sniffRasterType} looks at. */
export const sniffedBytes = 12;

/** Which raster image these first bytes begin (the WHATWG's MIME Sniffing Standard, 6.1), or null for anything else. */
export function sniffRasterType(start: Uint8Array): RasterType | null {
  const text = Buffer.from(start.subarray(0, sniffedBytes)).toString("latin1");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
  if (text.startsWith("RIFF") && text.slice(8) === "WEBP") return "image/webp";
  return null;
}

/**
 * The content type to keep: what was declared, without parameters, unless the bytes know better. A raster image is one by
 * its bytes only, whatever was said of it.
 */
export function keptContentType(declared: string, sniffed: RasterType | null): string {
  if (sniffed) return sniffed;
  const type = declared.split(";")[0]?.trim().toLowerCase() ?? "";
  // Several parts are no file: a mail would take the parts for its own.
  return mediaType.test(type) && !isRasterType(type) && !type.startsWith("multipart/") ? type : anyType;
}

export function isRasterType(type: string): type is RasterType {
  return (rasterTypes as readonly string[]).includes(type);
}
