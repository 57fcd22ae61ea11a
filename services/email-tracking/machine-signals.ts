import type { MailNetwork } from "./mail-networks";

/** A further fact that a signal which is weak alone needs. */
export type SecondSignal = "no-referrer" | "from-gmail" | "from-google-network";

/** One machine that is known to load the images or follow the links of mails, and by what it is known. */
export interface MachineSignal {
  /** As agents read it: "loaded automatically by …". At most 64 characters. */
  name: string;
  /**
   * `proxy`: fetches an image because a person opened the mail. `prefetch`: fetches it whether or not anybody
   * does. `gateway`: reads a recipient's mail before they do, to judge it; what happens beside its visit may be its
   * doing too. `preview`: looks at a link that somebody passed on, or crawls; it says nothing of its neighbours.
   */
  kind: "proxy" | "prefetch" | "gateway" | "preview";
  /** What the user agent must be, contain or end with, or the network that the request must come from. */
  by: { is: string } | { contains: string } | { endsWith: string } | { network: MailNetwork };
  /** One of these must hold as well. */
  and?: readonly SecondSignal[];
  /** Counts for opens only: on a click the same sign proves nothing. */
  opensOnly?: true;
  /** Where this is published. */
  source: string;
}

const matomo = "matomo-org/device-detector, regexes/bots.yml";

/**
 * The machines, first match wins. Nothing is here for looking like a script: curl, HTTP libraries, headless browsers
 * and empty user agents are what people behind unusual clients, and tests, send as well.
 */
export const machineSignals: readonly MachineSignal[] = [
  {
    name: "Apple Mail Privacy Protection",
    kind: "prefetch",
    by: { is: "Mozilla/5.0" },
    and: ["no-referrer"],
    opensOnly: true,
    source: "ClickDimensions, 'Adjusted Opens'; Groundhogg, tracking pixel checks",
  },
  {
    name: "Gmail (preload)",
    kind: "prefetch",
    by: { endsWith: "Edge/12.246 Mozilla/5.0" },
    and: ["from-gmail", "from-google-network"],
    opensOnly: true,
    source: "GMass, 'False opens in Gmail'; Groundhogg, tracking pixel checks; mautic issue 10245",
  },
  {
    name: "Gmail's image proxy",
    kind: "proxy",
    by: { contains: "GoogleImageProxy" },
    source: `Word to the Wise, 'Gmail image caching' (2013); ${matomo}`,
  },
  {
    name: "Yahoo Mail's image proxy",
    kind: "proxy",
    by: { contains: "YahooMailProxy" },
    source: `Yahoo Help SLN28749, 'Yahoo Mail Proxy'; ${matomo}`,
  },
  {
    name: "Barracuda Sentinel",
    kind: "gateway",
    by: { contains: "Barracuda Sentinel" },
    source: `Braze documentation, 'Bot filtering'; ${matomo}`,
  },
  {
    name: "Barracuda Email Gateway Defense",
    kind: "gateway",
    by: { network: "barracuda" },
    source: "Barracuda Campus, 'Email Gateway Defense IP ranges'",
  },
  ...linkPreviews([
    ["Slack's link preview", "Slackbot", "Slack API documentation, 'Slack robots'"],
    ["Slack's image proxy", "Slack-ImgProxy", "Slack API documentation, 'Slack robots'"],
    ["Skype's link preview", "SkypeUriPreview", matomo],
    ["Microsoft's link preview", "MicrosoftPreview", "Bing Webmaster Help, 'Which crawlers does Bing use?'"],
    ["Bing's link preview", "BingPreview", "Bing Webmaster Help, 'Which crawlers does Bing use?'"],
    ["LinkedIn's link preview", "LinkedInBot", matomo],
    ["Facebook's link preview", "facebookexternalhit", "Meta for Developers, 'Meta Web Crawlers'"],
    ["Telegram's link preview", "TelegramBot", "Telegram, 'Instant View', TelegramBot (like TwitterBot)"],
    ["Discord's link preview", "Discordbot", "Discord developer documentation; isbot"],
    ["X's link preview", "Twitterbot", "X developer documentation, 'Cards: crawling'"],
    ["WhatsApp's link preview", "WhatsApp/", "isbot, patterns"],
    ["Snapchat's link preview", "Snap URL Preview Service", "Snap for Developers, 'Robots'"],
    ["Google Messages' link preview", "GoogleMessages/", "Braze documentation, 'Bot filtering'"],
    ["Googlebot", "Googlebot", "Google Search Central, 'Google crawlers'"],
    ["Bingbot", "bingbot", "Bing Webmaster Help, 'Which crawlers does Bing use?'"],
  ]),
];

function linkPreviews(rows: [name: string, contains: string, source: string][]): MachineSignal[] {
  return rows.map(([name, contains, source]) => ({ name, kind: "preview", by: { contains }, source }));
}

/** What the visits of security gateways are called in the column `visit_reason`. */
export const gatewayNames: readonly string[] = machineSignals
  .filter(({ kind }) => kind === "gateway")
  .map(({ name }) => name);
