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
const metaPage = "developers.facebook.com/docs/sharing/webmasters/web-crawlers";
const googlePage = "developers.google.com/crawling/docs/crawlers-fetchers/overview-google-crawlers";

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
    [
      "Microsoft Teams' or Skype's link preview",
      "SkypeUriPreview",
      `${matomo}; ${crawlers}; opengraphplus.com/consumers/teams/crawling (both send this one)`,
    ],
    ["Microsoft's link preview", "MicrosoftPreview", `aka.ms/MicrosoftPreview; ${matomo}; ${crawlers}`],
    ["Bing's link preview", "BingPreview", `${matomo}; ${crawlers}`],
    ["Google's link preview", "Google Web Preview", `${matomo}; ${crawlers}`],
    ["Google Messages' link preview", "GoogleMessages/", "Braze documentation, bot filtering"],
    ["Yahoo Mail's link preview", "Yahoo Link Preview", `help.yahoo.com … SLN23615.html; ${crawlers}`],
    ["LinkedIn's link preview", "LinkedInBot", `${matomo}; ${crawlers}`],
    // Those that call themselves Facebook's as well come before Facebook's own.
    [
      "Apple's link preview (iMessage)",
      "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
      "P. Upfold, 'When is iMessage not iMessage?' (2019): peter.upfold.org.uk/blog/2019/02; thelounge/thelounge PR 3602",
    ],
    [
      "KakaoTalk's link preview",
      "kakaotalk-scrap",
      "devtalk.kakao.com/t/scrap/33984, named in the user agent",
    ],
    ["The Lounge's link preview", "The Lounge IRC Client", "thelounge/thelounge PR 3602"],
    ["Facebook's link preview", "facebookexternalhit", `${matomo}; ${crawlers}`],
    ["Meta's link preview", "meta-externalfetcher", `${metaPage}; ${matomo}; ${crawlers}`],
    ["Meta's crawler", "meta-externalagent", `${metaPage}; ${matomo}; ${crawlers}`],
    ["Meta's crawler for ads", "meta-externalads", `${metaPage}; ${matomo}; ${crawlers}`],
    ["FacebookBot", "FacebookBot", `developers.facebook.com/docs/sharing/bot; ${crawlers}`],
    ["Telegram's link preview", "TelegramBot", `${matomo}; ${crawlers}`],
    ["Discord's link preview", "Discordbot", `${matomo}; ${crawlers}`],
    ["X's link preview", "Twitterbot", `${matomo}; ${crawlers}`],
    ["Snapchat's link preview", "Snap URL Preview Service", `${matomo}; ${crawlers}`],
    // `http.rb/5.1.0 (Mastodon/4.0.2; …)`, and since 4.3 `Mastodon/4.3.1 (http.rb/5.2.0; …)`.
    ["Mastodon's link preview", "Mastodon/", `${matomo}; ${crawlers}`],
    [
      "Bluesky's link preview",
      "Bluesky Cardyb",
      "bluesky-social/social-app issues 6521 and 6538 (from its makers)",
    ],
    ["Bluesky's preview bot", "BlueskyPreviewBot", crawlers],
    ["Reddit's link preview", "redditbot", `${matomo}; ${crawlers}`],
    ["VK's link preview", "vkShare", `vk.com/dev/Share, named in the user agent; ${matomo}; ${crawlers}`],
    ["Odnoklassniki's link preview", "OdklBot", `${matomo}; ${crawlers}`],
    [
      "Pinterest's link preview",
      "pinterest.com/bot",
      `pinterest.com/bot.html, named in the user agent; ${crawlers}`,
    ],
    ["Iframely's link preview", "Iframely/", `iframely.com/docs/about, named in the user agent; ${crawlers}`],
    [
      "Embedly's link preview",
      "Embedly",
      `support.embed.ly, named in the user agent; ${matomo}; ${crawlers}`,
    ],
    ["Chatwork's link preview", "Chatwork LinkPreview", `${matomo}; ${crawlers}`],
    ["Mattermost's link preview", "Mattermost-Bot/", crawlers],
    ["Matrix's link preview", "Synapse (bot", `github.com/matrix-org/synapse, named; ${matomo}; ${crawlers}`],
    ["Steam's link preview", "SteamChatURLLookup", crawlers],
    [
      "Flipboard's link preview",
      "FlipboardProxy",
      `flipboard.com/browserproxy, named; ${matomo}; ${crawlers}`,
    ],
    ["Bitly's link preview", "bitlybot", crawlers],
    ["VirusTotal", "virustotalcloud", `the App Engine id in the user agent; ${matomo}; ${crawlers}`],
    ["Google's abuse check", "Google-Safety", `${googlePage}; ${matomo}; ${crawlers}`],
    ["Cloudflare's URL scanner", "CloudflareRadarURLScanner", `radar.cloudflare.com, named; ${crawlers}`],
    ["Cloudflare Radar's scanner", "Cloudflare-Radar-Scanner", crawlers],
    [
      "Cloudflare's security check",
      "developers.cloudflare.com/security-center",
      `its page, named in the user agent; ${crawlers}`,
    ],
    ["Splunk Attack Analyzer", "TwinWaveScanner", crawlers],
    ["Googlebot", "Googlebot", `google.com/bot.html, named in the user agent; ${matomo}; ${crawlers}`],
    ["Google's check of ads", "AdsBot-Google", `${googlePage}; ${crawlers}`],
    ["Google AdSense's crawler", "Mediapartners-Google", `${googlePage}; ${crawlers}`],
    ["Google's inspection tool", "Google-InspectionTool", `${googlePage}; ${crawlers}`],
    ["Google's other crawler", "GoogleOther", `${googlePage}; ${crawlers}`],
    ["Google's feed fetcher", "google.com/feedfetcher.html", `the page named in the user agent; ${crawlers}`],
    ["Bingbot", "bingbot", `bing.com/bingbot.htm, named in the user agent; ${matomo}; ${crawlers}`],
    ["Applebot", "Applebot", `apple.com/go/applebot, named in the user agent; ${matomo}; ${crawlers}`],
    ["Yandex's crawler", "yandex.com/bots", `the page named in the user agent; ${crawlers}`],
    ["Baidu's crawler", "Baiduspider", `baidu.com/search/spider.html, named; ${crawlers}`],
    ["Yahoo's crawler", "Yahoo! Slurp", `help.yahoo.com/help/us/ysearch/slurp, named; ${crawlers}`],
    ["DuckDuckGo's crawler", "DuckDuckBot", `duckduckgo.com/duckduckbot, named; ${crawlers}`],
    ["DuckDuckGo's assistant", "DuckAssistBot", `duckduckgo.com/duckassistbot.html, named; ${crawlers}`],
    ["Seznam's crawler", "SeznamBot", `napoveda.seznam.cz/en/seznambot-intro, named; ${crawlers}`],
    ["Qwant's crawler", "Qwantbot", `help.qwant.com/bot, named in the user agent; ${crawlers}`],
    ["LINE's crawler", "Linespider", `lin.ee/4dwXkTH, named in the user agent; ${crawlers}`],
    [
      "Huawei's crawler",
      "PetalBot",
      `webmaster.petalsearch.com/site/petalbot, named; ${matomo}; ${crawlers}`,
    ],
    ["Amazon's crawler", "Amazonbot", `developer.amazon.com/support/amazonbot, named; ${crawlers}`],
    ["ByteDance's crawler", "Bytespider", crawlers],
    ["Common Crawl", "CCBot/", `commoncrawl.org/faq, named in the user agent; ${matomo}; ${crawlers}`],
    ["Ahrefs' crawler", "ahrefs.com/robot", `the page named in the user agent; ${crawlers}`],
    ["Semrush's crawler", "SemrushBot", `semrush.com/bot.html, named in the user agent; ${crawlers}`],
    ["OpenAI's crawler", "GPTBot", `openai.com/gptbot, named in the user agent; ${matomo}; ${crawlers}`],
    ["OpenAI's search", "OAI-SearchBot", `openai.com/searchbot, named in the user agent; ${crawlers}`],
    ["ChatGPT", "ChatGPT-User", `openai.com/bot, named in the user agent; ${crawlers}`],
    ["Anthropic's crawler", "ClaudeBot", `${matomo}; ${crawlers}`],
    ["Anthropic's search", "Claude-SearchBot", crawlers],
    ["Claude", "Claude-User", crawlers],
    ["Perplexity's crawler", "PerplexityBot", `perplexity.ai/perplexitybot, named; ${crawlers}`],
    ["Perplexity", "Perplexity-User", `perplexity.ai/perplexity-user, named; ${crawlers}`],
  ]),
  { name: "WhatsApp's link preview", kind: "preview", by: { startsWith: "WhatsApp" }, source: crawlers },
  {
    name: "Viber's link preview",
    kind: "preview",
    by: { startsWith: "Viber" },
    source: `${matomo}; ${crawlers}`,
  },
];

function previews(rows: [name: string, contains: string, source: string][]): MachineSignal[] {
  return rows.map(([name, contains, source]) => ({ name, kind: "preview", by: { contains }, source }));
}

/** What the visits of security gateways are called in the column `visit_reason`. */
export const gatewayNames: readonly string[] = machineSignals
  .filter(({ kind }) => kind === "gateway")
  .map(({ name }) => name);
