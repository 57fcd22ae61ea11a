import { describe, expect, it } from "vitest";
import { describeClient } from "./describe-client";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const blink = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0";

describe("describeClient", () => {
  it.each([
    [
      "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
      "Gmail (via image proxy)",
      null,
      null,
    ],
    [
      "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
      "Yahoo Mail (via image proxy)",
      null,
      null,
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.5993.117 Safari/537.36 FastmailUA/1.0",
      "Fastmail (via image proxy)",
      null,
      null,
    ],
    ["SeznamEmailProxy", "Seznam Email (via image proxy)", null, null],
    ["Shortwave Image Fetcher", "Shortwave (via image proxy)", null, null],
    ["Mozilla/5.0", "Apple Mail", null, null],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit}`, "Apple Mail", "macOS", "desktop"],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Mobile/15E148`,
      "Apple Mail",
      "iOS",
      "mobile",
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) ${webkit} Mobile/15E148`,
      "Apple Mail",
      "iPadOS",
      "tablet",
    ],
    [
      "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
      "Outlook",
      "Windows",
      "desktop",
    ],
    [
      "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/8.0; ms-office; MSOffice 16)",
      "Outlook",
      "Windows",
      "desktop",
    ],
    ["Outlook-iOS/723.4027091.prod.iphone (4.28.0)", "Outlook", "iOS", "mobile"],
    ["Mozilla/5.0 (Linux; Android 14; wv) Outlook-Android/2.0", "Outlook", "Android", "mobile"],
    [
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0",
      "Thunderbird",
      "Linux",
      "desktop",
    ],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Safari/537.36`, "Chrome", "Windows", "desktop"],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Safari/537.36 Edg/131.0.0.0`,
      "Edge",
      "Windows",
      "desktop",
    ],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Safari/537.36`, "Chrome", "ChromeOS", "desktop"],
    [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${blink} Mobile Safari/537.36`, "Chrome", "Android", "mobile"],
    [`Mozilla/5.0 (Linux; Android 13; SM-X700) ${blink} Safari/537.36`, "Chrome", "Android", "tablet"],
    [
      `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) ${blink} SamsungBrowser/26.0 Mobile Safari/537.36`,
      "Samsung Internet",
      "Android",
      "mobile",
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.1 Safari/605.1.15`,
      "Safari",
      "macOS",
      "desktop",
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Version/18.1 Mobile/15E148 Safari/604.1`,
      "Safari",
      "iOS",
      "mobile",
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} CriOS/131.0 Mobile/15E148 Safari/604.1`,
      "Chrome",
      "iOS",
      "mobile",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Linux", "desktop"],
    ["curl/8.5.0", "curl", null, null],
    ["something new", null, null, null],
    ["", null, null, null],
    [null, null, null, null],
    [`${"x".repeat(2_000)} Firefox/133.0`, null, null, null],
  ])("%.80s", (userAgent, client, os, device) => {
    expect(describeClient(userAgent, "open")).toEqual({ client, os, device });
  });

  it("takes a bare Mozilla/5.0 for Apple Mail only when it loads an image", () => {
    expect(describeClient("Mozilla/5.0", "open").client).toBe("Apple Mail");
    expect(describeClient("Mozilla/5.0", "click").client).toBeNull();
  });

  it("names the browser that follows a link", () => {
    const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
    expect(describeClient(firefox, "click")).toEqual({ client: "Firefox", os: "Linux", device: "desktop" });
  });
});
