import type { TrackingEventType } from "@/db/schema/email";

/** What a user agent says of the program, the system and the device; null for what it does not. */
export interface ClientDescription {
  client: string | null;
  os: string | null;
  device: "desktop" | "mobile" | "tablet" | null;
}

type Row = [name: string, pattern: RegExp];

/** Apple's proxy loads images only: of a click that says no more than this nobody can tell what sent it. */
const applesImageLoads = /^Mozilla\/5\.0$/;

/** Mail programs and image proxies first, browsers after them, each before those it pretends to be. */
const clients: Row[] = [
  ["Gmail (via image proxy)", /GoogleImageProxy/],
  ["Yahoo Mail (via image proxy)", /YahooMailProxy/],
  ["Fastmail (via image proxy)", /FastmailUA/],
  ["Seznam Email (via image proxy)", /SeznamEmailProxy/],
  ["Shortwave (via image proxy)", /^Shortwave Image Fetcher/],
  ["Gmail", /Edge\/12\.246 Mozilla\/5\.0$/],
  ["Apple Mail", applesImageLoads],
  [
    "Outlook",
    /Outlook-(?:iOS|Android)|Microsoft Outlook|ms-office|MSOffice|Microsoft Office\/|\bOutlook\b|OneOutlook/i,
  ],
  ["Thunderbird", /Thunderbird\//],
  ["Samsung Email", /SamsungEmail|Samsung Email/i],
  ["Spark", /\bSpark(?:Desktop)?\/\d/],
  ["Airmail", /Airmail[ /]/],
  ["eM Client", /eM ?Client/i],
  ["Postbox", /Postbox\//],
  ["Evolution", /Evolution\//],
  ["Lotus Notes", /Lotus-Notes/],
  ["Gmail", /\bGmail\b|com\.google\.android\.gm/],
  ["Yahoo Mail", /\bYMobile\b|YahooMobileMail/],
  ["Edge", /Edg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\/|\bOpera\b/],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Vivaldi", /Vivaldi\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\/|Chromium\//],
  ["Internet Explorer", /MSIE |Trident\//],
  ["Safari", /Version\/[\d.]+.* Safari\//],
  // WebKit without a browser's name is how the mail programs of Apple show HTML.
  [
    "Apple Mail",
    /^Mozilla\/5\.0 \((?:Macintosh|iPhone|iPad|iPod)[^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/,
  ],
  ["curl", /^curl\//],
];

const systems: Row[] = [
  ["iPadOS", /\biPad\b/],
  ["iOS", /\biPhone\b|\biPod\b|Outlook-iOS|\biOS\b/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /Macintosh|Mac OS X|macOS/],
  ["Linux", /Linux|X11/],
];

/** What proxies and preloaders say of systems is made up. */
const saysNothingOfTheDevice =
  /GoogleImageProxy|YahooMailProxy|FastmailUA|SeznamEmailProxy|Edge\/12\.246 Mozilla\/5\.0$/;
const longestRead = 1_000;

/** Names the program behind a user agent from a small table of our own; what it does not know it leaves open. */
export function describeClient(userAgent: string | null, eventType: TrackingEventType): ClientDescription {
  const text = (userAgent ?? "").slice(0, longestRead);
  if (eventType === "click" && applesImageLoads.test(text)) return { client: null, os: null, device: null };
  const client = firstMatch(clients, text);
  if (saysNothingOfTheDevice.test(text)) return { client, os: null, device: null };
  return { client, os: firstMatch(systems, text), device: deviceOf(text) };
}

function firstMatch(rows: Row[], text: string): string | null {
  return rows.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function deviceOf(text: string): ClientDescription["device"] {
  if (/\biPad\b|Tablet|Silk\//.test(text) || (/Android/.test(text) && !/Mobile|Outlook-Android/.test(text)))
    return "tablet";
  if (/\biPhone\b|\biPod\b|Mobile|Outlook-(?:iOS|Android)/.test(text)) return "mobile";
  return /Windows|Macintosh|Mac OS X|macOS|X11|Linux|\bCrOS\b/.test(text) ? "desktop" : null;
}
