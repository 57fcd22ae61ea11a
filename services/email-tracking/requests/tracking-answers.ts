import { clickRefusedPage } from "./click-refused-page";
import { PIXEL_GIF } from "./pixel-gif";
import type { TrackingAnswer } from "./tracking-request";

/** Every tracking answer: not cached, not indexed, not sniffed, and the next site learns nothing from us. */
const commonHeaders = {
  "Cache-Control": "no-store, no-cache, must-revalidate, private, max-age=0",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex, nofollow",
};

// Old proxies and clients read these instead of Cache-Control. A page that isolates itself may still load the image.
const pixelHeaders = {
  ...commonHeaders,
  "Content-Type": "image/gif",
  Pragma: "no-cache",
  Expires: "0",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

// The redirect's cache header is the specification's own; a redirect that is not stored needs no more.
const redirectHeaders = { ...commonHeaders, "Cache-Control": "no-store", "Content-Length": "0" };

const pageHeaders = {
  ...commonHeaders,
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** The same for everybody, whatever happened. */
export const pixelAnswer: TrackingAnswer = answer(200, pixelHeaders, PIXEL_GIF);

/** @param destination ASCII without controls, or Node would refuse to send it. */
export function redirectAnswer(destination: string): TrackingAnswer {
  return { status: 302, headers: redirectHeaders, location: destination, body: "" };
}

export function refusalAnswer(destination: string | null): TrackingAnswer {
  return answer(400, pageHeaders, clickRefusedPage(destination));
}

/** To an address that never was a link's. */
export function unknownAnswer(): TrackingAnswer {
  return answer(404, pageHeaders, clickRefusedPage(null));
}

export function jsonAnswer(status: number, body: unknown, contentType = "application/json"): TrackingAnswer {
  return answer(status, { ...commonHeaders, "Content-Type": contentType }, JSON.stringify(body));
}

export function methodAnswer(): TrackingAnswer {
  return answer(405, { ...commonHeaders, Allow: "GET, HEAD" }, "");
}

function answer(status: number, headers: Record<string, string>, body: Buffer | string): TrackingAnswer {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  return { status, headers: { ...headers, "Content-Length": String(length) }, location: null, body };
}
