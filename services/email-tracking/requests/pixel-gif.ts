/**
 * The tracking pixel: a GIF89a of one transparent pixel, exactly 43 bytes: header and screen (13), two colours (6),
 * graphic control with the transparency flag (8), image descriptor (10), data (5), trailer (1). GIF89a
 * specification, sections 17 to 27.
 */
export const PIXEL_GIF = Buffer.from(
  "R0lGODlhAQABAPAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==",
  "base64",
);
