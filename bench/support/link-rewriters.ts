import { load } from "cheerio";
import { Parser } from "htmlparser2";
import { injectTracking } from "@/services/email-tracking/injection/inject-tracking";
import { PIXEL_GIF } from "@/services/email-tracking/requests/pixel-gif";
import { signClick } from "@/services/email-tracking/signing/click-signature";

const keyRing = { keys: [{ id: "bench", secret: Buffer.alloc(32, PIXEL_GIF) }] };

export const trackingOptions = {
  trackingId: "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE",
  portalUrl: "https://support.example.com",
  sign: (trackingId: string, url: string) => signClick({ trackingId, url }, keyRing),
  trackOpens: true,
  trackClicks: true,
};

const { portalUrl, trackingId, sign } = trackingOptions;
const endpoint = `${portalUrl}/api/email-tracking`;
const pixel = `<img src="${endpoint}/pixel/${trackingId}.gif" width="1" height="1" alt="">`;

const tracked = (url: string) =>
  `${endpoint}/click?tid=${trackingId}&url=${encodeURIComponent(url)}&sig=${sign(trackingId, url)}`;

export const ours = "MyPortal (offsets)";
export const baseline = "regular expressions";

type Contestant = { name: string; short: string; writes: boolean; work: (html: string) => string };

/** Programs that put tracking into a mail, ours first. */
export const contestants: Contestant[] = [
  {
    name: ours,
    short: "MyPortal",
    writes: true,
    work: (html) => injectTracking(html, trackingOptions).html,
  },
  {
    // The way of the program that this one takes the place of.
    name: baseline,
    short: "regex",
    writes: true,
    work: (html) =>
      html
        .replace(
          /href=(["'])(https?:\/\/[^"']+)\1/gi,
          (_, quote, url) => `href=${quote}${tracked(url)}${quote}`,
        )
        .replace(/<\/body>/i, `${pixel}</body>`),
  },
  {
    // Finds the links and signs them, but writes nothing: less than the whole work.
    name: "htmlparser2 (read only)",
    short: "htmlparser2",
    writes: false,
    work: (html) => {
      let found = "";
      const parser = new Parser({
        onopentag(name, { href }) {
          if ((name === "a" || name === "area") && href?.startsWith("http")) found = tracked(href);
        },
      });
      parser.end(html);
      return found;
    },
  },
  {
    // Writes the whole mail anew, so not byte for byte.
    name: "cheerio (parse and serialise)",
    short: "cheerio",
    writes: true,
    work: (html) => {
      const $ = load(html);
      for (const link of $("a[href^='http'], area[href^='http']")) {
        link.attribs.href = tracked(link.attribs.href ?? "");
      }
      $("body").append(pixel);
      return $.html();
    },
  },
];

/**
 * Of the web links that a browser's parser finds in the original (without those that our rules leave alone on purpose),
 * how many lead through us in the rewritten mail, and to the same place.
 */
export function rightLinks(original: string, rewritten: string): { right: number; all: number } {
  const leftAlone = new Set(injectTracking(original, trackingOptions).skipped.map(({ url }) => url));
  const $ = load(original);
  const base = $("base").attr("href");
  const places = hrefsIn(original).flatMap((href) => {
    const written = href.replace(/[\t\n\r]/g, "").trim();
    if (leftAlone.has(written) || !URL.canParse(written, base)) return [];
    const url = new URL(written, base);
    return /^https?:$/.test(url.protocol) ? [url.href] : [];
  });
  const reached = hrefsIn(rewritten).flatMap((href) => {
    if (!href.startsWith(`${endpoint}/click?`)) return [];
    const destination = new URL(href).searchParams.get("url") ?? "";
    return URL.canParse(destination) ? [new URL(destination).href] : [];
  });
  let right = 0;
  for (const place of places) {
    const at = reached.indexOf(place);
    if (at < 0) continue;
    reached.splice(at, 1);
    right++;
  }
  return { right, all: places.length };
}

function hrefsIn(html: string): string[] {
  return load(html)("a[href], area[href]")
    .toArray()
    .map(({ attribs }) => attribs.href ?? "");
}
