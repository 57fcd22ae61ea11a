import { createHash } from "node:crypto";
import { signClick } from "@/services/email-tracking/signing/click-signature";

const secret = "a-signing-secret-that-only-benchmarks-use";
/** For the portal's TRACKING_SIGNING_KEYS. */
export const signingKeys = `bench:${secret}`;
const keyRing = { keys: [{ id: "bench", secret }] };

/** The links of every mail that is laid, in their order. */
export const sentUrls = [
  "https://shop.example.com/orders/4711?utm_source=mail&utm_medium=email",
  "https://docs.example.com/printers/reset",
  "https://status.example.com/",
];

/** The tracking id of copy 1, 2, 3, …: the one that `laySentCopies` computes in SQL. */
export function trackingIdOf(copy: number): string {
  return createHash("sha256").update(`copy ${copy}`).digest("base64url");
}

export function openPath(copy: number): string {
  return `/api/email-tracking/pixel/${trackingIdOf(copy)}.gif`;
}

/** @param link which of the mail's links, counted from 0; any number will do */
export function clickPath(copy: number, link: number): string {
  const trackingId = trackingIdOf(copy);
  const url = sentUrls[link % sentUrls.length] ?? "";
  const sig = signClick({ trackingId, url }, keyRing);
  return `/api/email-tracking/click?tid=${trackingId}&url=${encodeURIComponent(url)}&sig=${sig}`;
}

/** People's mail programs and browsers, and two image proxies; every one of them published by its maker. */
export const userAgents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.3",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; ms-office; MSOffice 16)",
  "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
  "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
];
