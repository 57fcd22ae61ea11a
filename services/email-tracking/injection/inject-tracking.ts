import { parseUrl } from "@/services/parse-url";
import { decodeAttribute } from "./html-entities";
import { decideLink, type SkipReason } from "./link-policy";
import { type FoundLink, scanMail } from "./scan-mail";
import { parsePortalUrl, trackedHref, trackedUrlBase } from "./tracked-url";
import { pixelOffset, trackingPixel } from "./tracking-pixel";

export interface InjectTrackingOptions {
  /** The id of this recipient's copy. */
  trackingId: string;
  /** Absolute base of the tracking URLs, perhaps with a path; a slash at its end makes no difference. */
  portalUrl: string;
  /** Signs the tracking id and the exact destination. */
  sign: (trackingId: string, url: string) => string;
  trackOpens: boolean;
  trackClicks: boolean;
  /** Leave links alone that seem to carry a secret (see secret-links.ts). Default: true. */
  skipSecretLinks?: boolean;
}

/** A link that now leads through us. */
export interface TrackedLink {
  /** Its number among all links of the mail, from 1: the same in each copy, whatever rule a copy went out under. */
  position: number;
  /** The exact destination. */
  url: string;
  /** Visible text, white space collapsed, at most 200 characters. */
  label: string;
  /** Offsets of the value of `href` in the input, without its quotes. */
  start: number;
  end: number;
}

/** A link that was left alone, and why; `url` is what the author wrote, decoded and trimmed. */
export interface SkippedLink {
  url: string;
  reason: SkipReason;
  label: string;
  start: number;
  end: number;
}

/** A place where the output differs: at `start` of the input, `removed` became `inserted`. */
export interface TrackingEdit {
  start: number;
  removed: string;
  inserted: string;
}

export interface TrackedHtml {
  html: string;
  links: TrackedLink[];
  skipped: SkippedLink[];
  /** In order of their offsets; `restoreTrackedHtml` undoes them. */
  edits: TrackingEdit[];
}

const longestLabel = 200;

/**
 * Puts tracking into a mail: rewrites the `href` of the links that may be tracked, removes the attributes by which
 * the others were opted out, and adds one image. Every other character stays as it was; with both kinds of tracking
 * off that is all of them. Pure, and linear in the length of the input.
 *
 * @throws TypeError if `portalUrl` is not an absolute URL
 */
export function injectTracking(html: string, options: InjectTrackingOptions): TrackedHtml {
  const result: TrackedHtml = { html, links: [], skipped: [], edits: [] };
  if (!options.trackOpens && !options.trackClicks) return result;
  const portal = parsePortalUrl(options.portalUrl);
  const base = trackedUrlBase(portal, options.trackingId);
  const scan = scanMail(html);

  if (options.trackClicks) {
    const policy = { portal, base: httpBase(scan.base), skipSecretLinks: options.skipSecretLinks ?? true };
    let position = 0;
    for (const found of scan.links) {
      position++;
      const label = labelOf(found);
      const { start, end } = found;
      const { url, reason } = decideLink(decodeAttribute(found.raw), label, found.noTrack.length > 0, policy);
      if (reason) {
        result.skipped.push({ url, reason, label, start, end });
        for (const span of found.noTrack) addEdit(result, html, span.start, span.end, "");
      } else {
        const href = trackedHref(base, url, position, options.sign(options.trackingId, url));
        result.links.push({ position, url, label, start, end });
        addEdit(result, html, start, end, href);
      }
    }
  }
  if (options.trackOpens) {
    const at = pixelOffset(html, scan, isClipped(html, result.edits));
    addEdit(result, html, at, at, trackingPixel(base));
    result.edits.sort((a, b) => a.start - b.start);
  }
  result.html = applyEdits(html, result.edits);
  return result;
}

function httpBase(href: string | null): URL | null {
  const base = href === null ? null : parseUrl(href);
  return base?.protocol === "https:" || base?.protocol === "http:" ? base : null;
}

function labelOf(link: FoundLink): string {
  const decoded = decodeAttribute(link.labelSource);
  const text = (/[^\S ]|\s\s/.test(decoded) ? decoded.replace(/\s+/g, " ") : decoded).trim();
  if (text.length <= longestLabel) return text;
  // Not through the middle of a surrogate pair.
  const cut = (text.charCodeAt(longestLabel - 1) & 0xfc00) === 0xd800 ? longestLabel - 1 : longestLabel;
  return text.slice(0, cut);
}

function addEdit(result: TrackedHtml, html: string, start: number, end: number, inserted: string): void {
  result.edits.push({ start, removed: html.slice(start, end), inserted });
}

/**
 * From this size on (bytes of UTF-8, links rewritten) the pixel goes to the top: Gmail clips a message at 102 KB and
 * drops the rest, a pixel at the end with it.
 */
const clippedFromBytes = 95_000;

function isClipped(html: string, edits: TrackingEdit[]): boolean {
  let added = 0;
  for (const { inserted, removed } of edits) added += inserted.length - removed.length;
  // No character takes more than three bytes: most mails need not be measured.
  if (3 * html.length + added <= clippedFromBytes) return false;
  const bytes = Buffer.byteLength(html);
  if (bytes + added <= clippedFromBytes) return false;
  // What is inserted is ASCII, so `added` is too much by what was removed and is not.
  let excess = 0;
  for (const { removed } of edits) excess += Buffer.byteLength(removed) - removed.length;
  return bytes + added - excess > clippedFromBytes;
}

function applyEdits(html: string, edits: TrackingEdit[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const edit of edits) {
    parts.push(html.slice(copied, edit.start), edit.inserted);
    copied = edit.start + edit.removed.length;
  }
  parts.push(html.slice(copied));
  return parts.join("");
}
