import { readdirSync, readFileSync } from "node:fs";
import { load } from "cheerio";
import type { InjectTrackingOptions } from "../injection/inject-tracking";

/** Options for tests: a portal in a folder, so that nothing passes by leaving the path out. */
export const trackingOptions: InjectTrackingOptions = {
  trackingId: "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE",
  portalUrl: "https://portal.example.com/help/",
  sign: () => "AAAAAAAAAAAAAAAAAAAAAA",
  trackOpens: true,
  trackClicks: true,
};

export const clickEndpoint = "https://portal.example.com/help/api/email-tracking/click?";

/** Where the links of a mail lead, as a browser would read them; tracked ones by their destination. */
export function destinationsIn(html: string): string[] {
  const $ = load(html);
  return $("a[href], area[href]")
    .toArray()
    .map((element) => {
      const href = element.attribs.href ?? "";
      return href.startsWith(clickEndpoint) ? `tracked ${new URL(href).searchParams.get("url")}` : href;
    });
}

/** Mails in the manner of the programs that write them. */
export function fixtureMails(): [name: string, html: string][] {
  const folder = new URL("../injection/fixtures/", import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".html"))
    .map((file) => [file, readFileSync(new URL(file, folder), "utf8")]);
}
