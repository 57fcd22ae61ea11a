import crawlers from "crawler-user-agents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { classifyVisit, type VisitFacts } from "./classify-visit";
import { besideGatewayPrefix } from "./find-scans";
import { gatewayNames, machineSignals } from "./machine-signals";

const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const gmailPreload =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0";

const visit = (facts: Partial<VisitFacts>): VisitFacts => ({
  eventType: "open",
  method: "GET",
  userAgent: chrome,
  headers: {},
  ip: "192.0.2.1",
  portalUrl: "https://portal.example.com/help",
  recipientIsAgent: false,
  ...facts,
});
const meaning = (facts: Partial<VisitFacts>) => classifyVisit(visit(facts)).class;

/** Strings as published or logged, with what they mean when they load an image and when they follow a link. */
const published: [userAgent: string, open: string, click: string][] = [
  ["Mozilla/5.0", "prefetch", "human"],
  [
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "proxy",
    "scanner",
  ],
  ["YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "proxy", "scanner"],
  [`${chrome} FastmailUA/1.0`, "proxy", "scanner"],
  ["SeznamEmailProxy", "proxy", "scanner"],
  ["Shortwave Image Fetcher", "proxy", "scanner"],
  ["Barracuda Sentinel (EE)", "scanner", "scanner"],
  ["GoogleMessages/20", "scanner", "scanner"],
  ["Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "scanner", "scanner"],
  ["Slack-ImgProxy (+https://api.slack.com/robots)", "scanner", "scanner"],
  ["Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "scanner", "scanner"],
  [
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "scanner",
    "scanner",
  ],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "scanner", "scanner"],
  ["TelegramBot (like TwitterBot)", "scanner", "scanner"],
  ["Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "scanner", "scanner"],
  ["WhatsApp/2.23.20.0", "scanner", "scanner"],
  [`${chrome} MicrosoftPreview/2.0 +https://aka.ms/MicrosoftPreview`, "scanner", "scanner"],
  [`${chrome} BingPreview/1.0b`, "scanner", "scanner"],
  ["Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots", "scanner", "scanner"],
  ["Mastodon/4.3.1 (http.rb/5.2.0; +https://mastodon.example/)", "scanner", "scanner"],
  ["http.rb/5.1.0 (Mastodon/4.0.2; +https://mastodon.example/) Bot", "scanner", "scanner"],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app) Chrome/W.X.Y.Z Safari/537.36",
    "scanner",
    "scanner",
  ],
  ["AppEngine-Google; (+http://code.google.com/appengine; appid: s~virustotalcloud)", "scanner", "scanner"],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "scanner",
    "scanner",
  ],
];

/** Nothing that is not known to be a machine is called one. */
const people: [name: string, userAgent: string | null][] = [
  ["no user agent", null],
  ["an empty one", ""],
  ["curl", "curl/8.5.0"],
  ["Python", "python-requests/2.32.3"],
  ["Go", "Go-http-client/2.0"],
  ["Node", "node"],
  [
    "a headless browser",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/131.0.0.0 Safari/537.36",
  ],
  ["Outlook", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)"],
  ["ms-office", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"],
  ["Apple Mail", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"],
  ["Thunderbird", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"],
  ["a browser", chrome],
  ["an old Edge", gmailPreload.slice(0, -" Mozilla/5.0".length)],
  ["a person's WhatsApp on the web", `${chrome} (WhatsApp)`],
  ["a person in Viber's browser", `${chrome} Viber/22.1`],
  ["a person in Pinterest's browser", `${chrome} [Pinterest/Android]`],
  ["another program on App Engine", "AppEngine-Google; (+http://code.google.com/appengine; appid: s~shop)"],
  ["Mastodon's app", "MastodonAndroid/2.9.1"],
  ["10 KB of junk", "x\0\u00e9".repeat(4_000)],
];

describe("classifyVisit", () => {
  it.each(published)("%.60s loads an image as %s and follows a link as %s", (userAgent, open, click) => {
    expect(meaning({ userAgent })).toBe(open);
    expect(meaning({ userAgent, eventType: "click" })).toBe(click);
  });

  it.each(people)("%s is a person", (_name, userAgent) => {
    expect(meaning({ userAgent })).toBe("human");
    expect(meaning({ userAgent, eventType: "click" })).toBe("human");
  });

  it("takes a bare Mozilla/5.0 for Apple's only without a referrer", () => {
    expect(classifyVisit(visit({ userAgent: "Mozilla/5.0" }))).toEqual({
      class: "prefetch",
      reason: "Apple Mail Privacy Protection",
    });
    expect(meaning({ userAgent: "Mozilla/5.0", headers: { referrer: "https://mail.example.org/" } })).toBe(
      "human",
    );
    expect(meaning({ userAgent: "Mozilla/5.0 " })).toBe("human");
  });

  it("needs a second sign for Gmail's preload: its address or its page", () => {
    expect(meaning({ userAgent: gmailPreload })).toBe("human");
    expect(meaning({ userAgent: gmailPreload, ip: "108.177.2.32" })).toBe("prefetch");
    expect(meaning({ userAgent: gmailPreload, headers: { referrer: "http://mail.google.com/" } })).toBe(
      "prefetch",
    );
    expect(
      meaning({ userAgent: gmailPreload, headers: { referrer: "http://mail.google.com.evil.tld/" } }),
    ).toBe("human");
    expect(meaning({ userAgent: chrome, ip: "108.177.2.32" })).toBe("human");
  });

  it("knows a gateway by the addresses its maker publishes", () => {
    expect(meaning({ eventType: "click", ip: "209.222.82.10" })).toBe("scanner");
    expect(meaning({ eventType: "click", ip: "209.222.88.10" })).toBe("human");
  });

  it.each([
    { secPurpose: "prefetch" },
    { secPurpose: "prefetch;prerender" },
    { secPurpose: "prefetch;anonymous-client-ip" },
    { purpose: "prefetch" },
    { xMoz: "prefetch" },
    { purpose: " Prefetch" },
  ])("takes %j for a browser loading ahead", (headers) => {
    expect(meaning({ headers })).toBe("prefetch");
    expect(meaning({ headers, eventType: "click" })).toBe("prefetch");
  });

  it.each(["HEAD", "POST", "OPTIONS", "PROPFIND"])("takes %s for a link checker", (method) => {
    expect(meaning({ method })).toBe("scanner");
  });

  it.each<[string, boolean, VisitFacts["headers"]]>([
    ["a request of our origin", true, { secFetchSite: "same-origin" }],
    ["our ticket page", true, { referrer: "https://portal.example.com/help/tickets/1" }],
    ["our page, by our policy only its folder", true, { referrer: "https://portal.example.com/help" }],
    [
      "a webmail beside us",
      false,
      { secFetchSite: "same-origin", referrer: "https://portal.example.com/webmail/" },
    ],
    ["a folder with a longer name", false, { referrer: "https://portal.example.com/helpers/" }],
    ["a host that begins like ours", false, { referrer: "https://portal.example.com.evil.tld/help/" }],
    [
      "another port, as a mail catcher on this machine",
      false,
      { secFetchSite: "same-site", referrer: "https://portal.example.com:8025/" },
    ],
    ["another site", false, { secFetchSite: "cross-site", referrer: "https://mail.example.org/" }],
    ["a Referer that is none", false, { referrer: "::" }],
  ])("%s is ours: %s", (_name, ours, headers) => {
    expect(meaning({ headers }) === "self").toBe(ours);
  });

  it("counts whatever happens to an agent's own copy as ours", () => {
    expect(meaning({ recipientIsAgent: true })).toBe("self");
    expect(meaning({ recipientIsAgent: true, userAgent: "Mozilla/5.0" })).toBe("self");
  });

  it("never throws and always gives a reason that fits its column", () => {
    const text = fc.option(
      fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom("Mozilla/5.0", "http://[", "prefetch")),
    );
    const headers = fc.record({
      secFetchSite: text,
      secPurpose: text,
      purpose: text,
      xMoz: text,
      referrer: text,
    });
    fc.assert(
      fc.property(headers, text, text, fc.string(), (given, userAgent, ip, portalUrl) => {
        const { reason } = classifyVisit(visit({ headers: given, userAgent, ip, portalUrl }));
        expect(reason.length).toBeGreaterThan(0);
        expect(reason.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

/** The strings as collected by others, so that a row is measured against what machines really say. */
describe("crawler-user-agents", () => {
  const stringsOf = (pattern: string) =>
    crawlers.find((crawler) => crawler.pattern === pattern)?.instances ?? [];

  it.each(["GoogleImageProxy", "YahooMailProxy", "FastmailUA", "Shortwave Image Fetcher"])(
    "%s opens for a person, and does not click for one",
    (pattern) => {
      expect(stringsOf(pattern)).not.toEqual([]);
      for (const userAgent of stringsOf(pattern)) {
        expect([userAgent, meaning({ userAgent })]).toEqual([userAgent, "proxy"]);
        expect([userAgent, meaning({ userAgent, eventType: "click" })]).toEqual([userAgent, "scanner"]);
      }
    },
  );

  it.each([
    ...["Slackbot", "Slack-ImgProxy", "SkypeUriPreview", "MicrosoftPreview\\/", "BingPreview\\/"],
    ...[
      "Yahoo Link Preview",
      "LinkedInBot",
      "facebookexternalhit",
      "TelegramBot",
      "Discordbot",
      "Twitterbot",
    ],
    ...["WhatsApp", "Snap URL Preview Service", "Googlebot\\/", "bingbot"],
    ...["virustotal", "Mastodon", "meta-externalagent\\/", "meta-externalfetcher\\/", "Iframely", "Viber"],
    ...["Google-Safety", "redditbot", "vkShare", "BlueskyPreviewBot", "Google Web Preview"],
    ...["Chatwork LinkPreview", "pinterest\\.com\\/bot", "CloudflareRadarURLScanner", "Applebot"],
    ...["yandex\\.com\\/bots", "AdsBot-Google([^-]|$)", "AdsBot-Google-Mobile", "GPTBot", "Claude-User"],
  ])("%s is a scanner", (pattern) => {
    expect(stringsOf(pattern)).not.toEqual([]);
    for (const userAgent of stringsOf(pattern)) {
      expect([userAgent, meaning({ userAgent })]).toEqual([userAgent, "scanner"]);
    }
  });

  it("has a string for each row that cites it, and that string is told by the row's name", () => {
    const strings = crawlers.flatMap(({ instances }) => instances);
    const told = new Set(strings.map((userAgent) => classifyVisit(visit({ userAgent })).reason));
    const citing = machineSignals.filter(({ source }) => source.includes("crawler-user-agents"));
    expect(citing.filter(({ name }) => !told.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    "python-requests",
    "Go-http-client",
    "HeadlessChrome",
    "node-fetch",
    "okhttp",
    "Apache-HttpClient",
  ])("%s only looks like a script and is a person", (part) => {
    const strings = crawlers
      .filter(({ pattern }) => pattern.includes(part))
      .flatMap(({ instances }) => instances);
    expect(strings).not.toEqual([]);
    for (const userAgent of strings)
      expect([userAgent, meaning({ userAgent })]).toEqual([userAgent, "human"]);
  });
});

describe("the table of machines", () => {
  it.each([
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
      "Apple's link preview (iMessage)",
    ],
    [
      "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
      "KakaoTalk's link preview",
    ],
    [
      "Mozilla/5.0 (compatible; The Lounge IRC Client; +https://github.com/thelounge/thelounge) facebookexternalhit/1.1 Twitterbot/1.0",
      "The Lounge's link preview",
    ],
    ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Facebook's link preview"],
    [
      "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
      "Microsoft Teams' or Skype's link preview",
    ],
  ])("tells those that borrow another's name apart: %s", (userAgent, reason) => {
    expect(classifyVisit(visit({ userAgent, eventType: "click" }))).toEqual({ class: "scanner", reason });
  });

  it("names each one once, within the column, and cites where it is published", () => {
    expect(new Set(machineSignals.map((signal) => signal.name)).size).toBe(machineSignals.length);
    for (const signal of machineSignals) {
      expect(`${besideGatewayPrefix}${signal.name}`.length).toBeLessThanOrEqual(64);
      expect(signal.source).not.toBe("");
    }
  });

  it("takes only those that read a recipient's mail for gateways", () => {
    expect(gatewayNames).toEqual(["Barracuda Sentinel", "Barracuda Email Gateway Defense"]);
  });
});
