import { encodeQueryValue } from "../requests/destination-url";

/** Longest rewritten URL: beyond it the destination goes by its number (2,083 is what old clients could take). */
const longestTrackedUrl = 2_000;

/** What all tracked URLs of one copy have in common. */
export interface TrackedUrlBase {
  /** `https://portal.example.com/api/email-tracking`, fit for an HTML attribute in any quoting. */
  endpoint: string;
  trackingId: string;
  /** How every click's URL begins. */
  click: string;
}

/** The portal's base URL, parsed, without query and fragment and with a path that ends in a slash. Throws a TypeError. */
export function parsePortalUrl(portalUrl: string): URL {
  const portal = new URL(portalUrl);
  portal.search = "";
  portal.hash = "";
  if (!portal.pathname.endsWith("/")) portal.pathname += "/";
  return portal;
}

export function trackedUrlBase(portal: URL, trackingId: string): TrackedUrlBase {
  const address = `${portal.origin}${portal.pathname}api/email-tracking`;
  const endpoint = address.replaceAll("&", "&amp;").replaceAll("'", "%27");
  const encodedId = encodeQueryValue(trackingId);
  return { endpoint, trackingId: encodedId, click: `${endpoint}/click?tid=${encodedId}` };
}

/**
 * The value for `href` that leads through our click endpoint, with `&` as `&amp;` and nothing else that HTML could
 * misread, whether it stands in double quotes, single quotes or none.
 *
 * @param position the link's number in the mail, used instead of the destination when that is too long
 */
export function trackedHref(base: TrackedUrlBase, url: string, position: number, signature: string): string {
  const sig = encodeQueryValue(signature);
  const value = `${base.click}&amp;url=${encodeQueryValue(url)}&amp;sig=${sig}`;
  // The two `&amp;` of the query count as one character each.
  return value.length - 8 <= longestTrackedUrl ? value : `${base.click}&amp;link=${position}&amp;sig=${sig}`;
}
