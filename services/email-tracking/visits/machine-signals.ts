import type { MailNetwork } from "./mail-networks";

/** A further fact that a signal which is weak alone needs. */
export type SecondSignal = "no-referrer" | "from-gmail" | "from-google-network";

/** One machine that is known to load the images or follow the links of mails, and by what it is known. */
export interface MachineSignal {
  /** As agents read it: "loaded automatically by …". At most 46 characters: it is also put behind a few words. */
  name: string;
  /**
   * `proxy`: fetches an image because a person opened the mail. `prefetch`: fetches it whether or not anybody
   * does. `gateway`: reads a recipient's mail before they do, to judge it; what happens beside its visit may be its
   * doing too. `preview`: looks at a link that somebody passed on, or crawls; it says nothing of its neighbours.
   */
  kind: "proxy" | "prefetch" | "gateway" | "preview";
  /** What the user agent must be, begin with, contain or end with, or the network that the request must come from. */
  by:
    | { is: string }
    | { startsWith: string }
    | { contains: string }
    | { endsWith: string }
    | { network: MailNetwork };
  /** One of these must hold as well. */
  and?: readonly SecondSignal[];
  /** Counts for opens only: on a click the same sign proves nothing. */
  opensOnly?: true;
  /** Where this is published, as looked up in November 2026. */
  source: string;
}

/** https://github.com/monperrus/crawler-user-agents, release 1.60.0: strings as seen, with their makers' pages. */
const crawlers = "crawler-user-agents 1.60.0";
/** https://github.com/matomo-org/device-detector, regexes/bots.yml, as ported in node-device-detector 2.2.7. */
const matomo = "matomo-org/device-detector, regexes/bots.yml";

/**
 * The machines, first match wins. Nothing is here for looking like a script: curl, HTTP libraries, headless browsers
 * and empty user agents are what people behind unusual clients, and tests, send as well. Nor is what could not be found
 * in print: Microsoft, Proofpoint and Mimecast name neither the programs nor, where it could be read, the addresses that
 * their gateways look at links with. Those are known by what they do, see `findScans`.
 */
export const machineSignals: readonly MachineSignal[] = [
  {
    name: "Apple Mail Privacy Protection",
    kind: "prefetch",
    by: { is: "Mozilla/5.0" },
    // ClickDimensions asks for Apple's own list of addresses instead: 287,000 networks that change by the week.
    and: ["no-referrer"],
    opensOnly: true,
    source:
      "ClickDimensions, 'Introduction to Adjusted Opens': support.clickdimensions.com/hc/en-us/articles/15707875851917; Groundhogg's tracking (the whole user agent, and no Referer)",
  },
  {
    name: "Gmail (preload)",
    kind: "prefetch",
    by: { endsWith: "Edge/12.246 Mozilla/5.0" },
    and: ["from-gmail", "from-google-network"],
    opensOnly: true,
    source:
      "SparkPost, 'Gmail is prefetching images' (2022): sparkpost.com/blog/gmail-prefetching-images (with a Google address); Groundhogg's tracking (with Referer http://mail.google.com/)",
  },
  {
    name: "Gmail's image proxy",
    kind: "proxy",
    by: { contains: "GoogleImageProxy" },
    source: `Word to the Wise: wordtothewise.com/2013/12/gmail-deploys-image-proxy-servers; ${matomo}; ${crawlers}`,
  },
  {
    name: "Yahoo Mail's image proxy",
    kind: "proxy",
    by: { contains: "YahooMailProxy" },
    source: `help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html, named in the user agent; ${matomo}; ${crawlers}`,
  },
  {
    name: "Fastmail's image proxy",
    kind: "proxy",
    by: { contains: "FastmailUA" },
    source: `Fastmail, 'Fastmail bots': fastmail.com/policies/bots ("when a user opens an email"); ${crawlers}`,
  },
  {
    name: "Seznam Email's image proxy",
    kind: "proxy",
    by: { contains: "SeznamEmailProxy" },
    source: matomo,
  },
  {
    name: "Shortwave's image proxy",
    kind: "proxy",
    by: { startsWith: "Shortwave Image Fetcher" },
    source: crawlers,
  },
  {
    name: "Barracuda Sentinel",
    kind: "gateway",
    by: { contains: "Barracuda Sentinel" },
    source: `${matomo}; Braze documentation, bot filtering; JayBizzle/Crawler-Detect issue 552`,
  },
  {
    name: "Barracuda Email Gateway Defense",
    kind: "gateway",
    by: { network: "barracuda" },
    source: "Barracuda Campus, see the networks",
  },
  ...previews([
    ["Slack's link preview", "Slackbot", `api.slack.com/robots, named in the user agent; ${crawlers}`],
    ["Slack's image proxy", "Slack-ImgProxy", `api.slack.com/robots, named in the user agent; ${crawlers}`],
    ["Skype's link preview", "SkypeUriPreview", `${matomo}; ${crawlers}`],
    ["Microsoft's link preview", "MicrosoftPreview", `aka.ms/MicrosoftPreview; ${matomo}; ${crawlers}`],
    ["Bing's link preview", "BingPreview", `${matomo}; ${crawlers}`],
    ["Yahoo Mail's link preview", "Yahoo Link Preview", `help.yahoo.com … SLN23615.html; ${crawlers}`],
    ["LinkedIn's link preview", "LinkedInBot", `${matomo}; ${crawlers}`],
    ["Facebook's link preview", "facebookexternalhit", `${matomo}; ${crawlers}`],
    ["Telegram's link preview", "TelegramBot", `${matomo}; ${crawlers}`],
    ["Discord's link preview", "Discordbot", `${matomo}; ${crawlers}`],
    ["X's link preview", "Twitterbot", `${matomo}; ${crawlers}`],
    ["Snapchat's link preview", "Snap URL Preview Service", `${matomo}; ${crawlers}`],
    ["Google Messages' link preview", "GoogleMessages/", "Braze documentation, bot filtering"],
    ["Googlebot", "Googlebot", `google.com/bot.html, named in the user agent; ${matomo}; ${crawlers}`],
    ["Bingbot", "bingbot", `bing.com/bingbot.htm, named in the user agent; ${matomo}; ${crawlers}`],
  ]),
  { name: "WhatsApp's link preview", kind: "preview", by: { startsWith: "WhatsApp" }, source: crawlers },
];

function previews(rows: [name: string, contains: string, source: string][]): MachineSignal[] {
  return rows.map(([name, contains, source]) => ({ name, kind: "preview", by: { contains }, source }));
}

/** What the visits of security gateways are called in the column `visit_reason`. */
export const gatewayNames: readonly string[] = machineSignals
  .filter(({ kind }) => kind === "gateway")
  .map(({ name }) => name);
