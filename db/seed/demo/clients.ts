import type { VisitClass } from "@/db/schema/email";

/** What a mail client, browser or mail machine looks like when it asks for a pixel or a link. */
export interface DemoClient {
  userAgent: string;
  visitClass: VisitClass;
  /** What it was, in the classifier's words; a person's depend on what they did. */
  visitReason?: string;
  client: string | null;
  os: string | null;
  device: string | null;
  referrer?: string;
  /** A machine between the recipient and us: its own network, and no country that says anything of the recipient. */
  network?: string;
}

const person = { visitClass: "human" } as const;
const burst = { visitClass: "scanner", visitReason: "three or more links within seconds" } as const;

export const clients = {
  outlook: {
    ...person,
    userAgent:
      "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; .NET CLR 2.0.50727; .NET CLR 3.0.30729; .NET CLR 3.5.30729; ms-office; MSOffice 16)",
    client: "Outlook",
    os: "Windows",
    device: "desktop",
  },
  appleMail: {
    ...person,
    userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    client: "Apple Mail",
    os: "macOS",
    device: "desktop",
  },
  iphone: {
    ...person,
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    client: "Apple Mail",
    os: "iOS",
    device: "mobile",
  },
  thunderbird: {
    ...person,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0",
    client: "Thunderbird",
    os: "Linux",
    device: "desktop",
  },
  chrome: {
    ...person,
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    client: "Chrome",
    os: "Windows",
    device: "desktop",
  },
  edge: {
    ...person,
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    client: "Edge",
    os: "Windows",
    device: "desktop",
  },
  safari: {
    ...person,
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    client: "Safari",
    os: "macOS",
    device: "desktop",
  },
  firefox: {
    ...person,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    client: "Firefox",
    os: "Linux",
    device: "desktop",
  },
  android: {
    ...person,
    userAgent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    client: "Chrome",
    os: "Android",
    device: "mobile",
  },
  gmail: {
    userAgent: "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    visitClass: "proxy",
    visitReason: "Gmail's image proxy",
    client: "Gmail (via image proxy)",
    os: null,
    device: null,
    network: "198.51.100.0",
  },
  yahoo: {
    userAgent: "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    visitClass: "proxy",
    visitReason: "Yahoo Mail's image proxy",
    client: "Yahoo Mail (via image proxy)",
    os: null,
    device: null,
    network: "198.51.100.0",
  },
  applePrivacy: {
    userAgent: "Mozilla/5.0",
    visitClass: "prefetch",
    visitReason: "Apple Mail Privacy Protection",
    client: "Apple Mail",
    os: null,
    device: null,
    network: "2001:db8:a9::",
  },
  gmailPrefetch: {
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
    visitClass: "prefetch",
    visitReason: "Gmail (preload)",
    client: "Gmail",
    os: null,
    device: null,
    referrer: "http://mail.google.com/",
    network: "198.51.100.0",
  },
  barracuda: {
    userAgent: "Barracuda Sentinel (EE)",
    visitClass: "scanner",
    visitReason: "Barracuda Sentinel",
    client: null,
    os: null,
    device: null,
    network: "203.0.113.0",
  },
  slack: {
    userAgent: "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    visitClass: "scanner",
    visitReason: "Slack's link preview",
    client: null,
    os: null,
    device: null,
    network: "198.51.100.0",
  },
  /** A gateway that calls itself a browser and follows every link within a second or two. */
  gateway: {
    ...burst,
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    client: "Chrome",
    os: "Windows",
    device: "desktop",
    network: "203.0.113.0",
  },
  /** An agent looking at the sent mail inside the portal. */
  portal: {
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    visitClass: "self",
    visitReason: "shown on a page of ours",
    client: "Chrome",
    os: "macOS",
    device: "desktop",
    network: "192.0.2.0",
  },
} satisfies Record<string, DemoClient>;
export type ClientKey = keyof typeof clients;
