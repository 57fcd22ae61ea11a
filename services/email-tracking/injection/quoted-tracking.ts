import { parseUrl } from "@/services/parse-url";

/**
 * Mails come back quoted, with our own pixel and tracked links in them. Shown to an agent or sent on to others they would
 * say that somebody opened a copy who never had it.
 */
const loadedPath = /\/api\/email-tracking\/(?:pixel\/|click)/i;
const clickPath = /\/api\/email-tracking\/click$/;

/**
 * An image that a browser would ask our tracking for: a pixel of this program's, also behind an image proxy that keeps the
 * address in its own (Gmail's `#…`), or a tracked link put in its place. Read as browsers read addresses, which take `\\`
 * for `/` and resolve `/./`.
 */
export function isTrackingPixel(src: string | undefined): boolean {
  if (src === undefined) return false;
  return [src, resolved(src)].some((address) => loadedPath.test(address));
}

function resolved(src: string): string {
  return parseUrl(src, "https://here.invalid/")?.pathname ?? "";
}

/** Where a tracked link of this program's leads; null for any other link, and for one that goes by a number. */
export function trackedDestination(href: string | undefined): string | null {
  const url = href ? parseUrl(href) : null;
  const destination = url && clickPath.test(url.pathname) ? url.searchParams.get("url") : null;
  return destination !== null && /^https?:\/\//i.test(destination) && parseUrl(destination)
    ? destination
    : null;
}
