/**
 * Mails come back quoted, with our own pixel and tracked links in them. Shown to an agent or sent on to others they would
 * say that somebody opened a copy who never had it.
 */
const pixelPath = /\/api\/email-tracking\/pixel\//i;
const clickPath = /\/api\/email-tracking\/click$/;

/** A tracking pixel of this program's, also behind an image proxy that keeps the address in its own (Gmail's `#…`). */
export function isTrackingPixel(src: string | undefined): boolean {
  return src !== undefined && pixelPath.test(src);
}

/** Where a tracked link of this program's leads; null for any other link, and for one that goes by a number. */
export function trackedDestination(href: string | undefined): string | null {
  if (!href || !URL.canParse(href)) return null;
  const url = new URL(href);
  const destination = clickPath.test(url.pathname) ? url.searchParams.get("url") : null;
  return destination !== null && /^https?:\/\//i.test(destination) && URL.canParse(destination)
    ? destination
    : null;
}
