import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { clickEndpoint, destinationsIn, fixtureMails, trackingOptions } from "../testing/tracking-options";
import { injectTracking } from "./inject-tracking";
import { restoreTrackedHtml } from "./restore-tracked-html";

const onlyClicks = { ...trackingOptions, trackOpens: false };
const onlyOpens = { ...trackingOptions, trackClicks: false };

function urlsOf(html: string, options = onlyClicks): string[] {
  return injectTracking(html, options).links.map((link) => link.url);
}

function reasonsOf(html: string, options = onlyClicks): string[] {
  return injectTracking(html, options).skipped.map((link) => link.reason);
}

describe("links that are tracked", () => {
  it.each([
    ['<a href="https://a.example/x">', "https://a.example/x"],
    ["<a href='https://a.example/x'>", "https://a.example/x"],
    ["<a href=https://a.example/x>", "https://a.example/x"],
    ["<A HREF=HTTPS://A.EXAMPLE/X/>", "HTTPS://A.EXAMPLE/X/"],
    ['<a href = "https://a.example">', "https://a.example"],
    ['<a\r\n  href\n=\t"\r\n https://a.exa\r\nmple/x\n">', "https://a.example/x"],
    ['<a class="b"href="https://a.example/">', "https://a.example/"],
    ["<area shape=rect href=https://a.example/>", "https://a.example/"],
    [
      '<a href="https://a.example/?a=1&amp;b=2&#38;c=3&#x26;d=4&amp=5">',
      "https://a.example/?a=1&b=2&c=3&d=4&amp=5",
    ],
    ['<a href="https://a.example/?a&ampb">', "https://a.example/?a&ampb"],
    ['<a href="https://a.example/?a=1&copy=2&copy">', "https://a.example/?a=1&copy=2%C2%A9"],
    ['<a href="&#104;ttps&colon;&sol;&#x2f;a.example">', "https://a.example"],
    ['<a href="https://a.example/it\'s">', "https://a.example/it's"],
    ["<a href='https://a.example/\"&#39;'>", "https://a.example/\"'"],
    [
      '<a href="https://m\u00fcnchen.example:8080/\u00fc?q=\u00fc#\u00fc">',
      "https://xn--mnchen-3ya.example:8080/%C3%BC?q=%C3%BC#%C3%BC",
    ],
    ['<a href="https://xn--mnchen-3ya.example/%c3%BC%20%zz">', "https://xn--mnchen-3ya.example/%c3%BC%20%zz"],
    ['<a href="https://ex%61mple.com/%2e%2E/%41">', "https://ex%61mple.com/%2e%2E/%41"],
    ['<a href="https://A.EXAMPLE.:8443/X">', "https://A.EXAMPLE.:8443/X"],
    ['<a href="https://a.example/a b">', "https://a.example/a b"],
    [
      '<a href="https://a.example/?x&lt=1&lt2&notit&para=3&ltx">',
      "https://a.example/?x&lt=1&lt2&notit&para=3&ltx",
    ],
    ['<a href="https://a.example/?x&lt&para;&para.">', "https://a.example/?x<%C2%B6%C2%B6."],
    ['<a href="https://a.example/\ud800\u{1f4e6}\0">', "https://a.example/%EF%BF%BD%F0%9F%93%A6%EF%BF%BD"],
    ['<a href="https://a.example/&#1;&#127;">', "https://a.example/%01%7F"],
    ['<a href="//a.example/x">', "https://a.example/x"],
    ['<base href="http://b.example/c/"><a href="//a.example/x">', "http://a.example/x"],
    ['<a href="d?e">later</a><base href="https://b.example/c/">', "https://b.example/c/d?e"],
    ['<a href="https://first.example/" href="https://second.example/">', "https://first.example/"],
    ['<!--[if mso]><a href="https://a.example/m">x</a><![endif]-->', "https://a.example/m"],
    [
      '<!--[if mso]><v:roundrect href="https://a.example/v"></v:roundrect><![endif]-->',
      "https://a.example/v",
    ],
    ['<!--[if !mso]><!--><a href="https://a.example/r"><!--<![endif]-->', "https://a.example/r"],
    ['<![if !mso]><a href="https://a.example/r"><![endif]>', "https://a.example/r"],
    ['<p>unclosed <b <a href="https://a.example/"> <a href="https://b.example/">', "https://b.example/"],
    ['\u0130\u0130\u0130\u0130<a href="https://a.example/">', "https://a.example/"],
    ['<svg><title>Logo</svg><a href="https://a.example/">', "https://a.example/"],
    ['<svg><style></svg><a href="https://a.example/">', "https://a.example/"],
    [
      '<a href="http://portal.example.com:8080/help/api/email-tracking/click">',
      "http://portal.example.com:8080/help/api/email-tracking/click",
    ],
    [
      '<a href="http://portal.example.com.evil.tld/help/api/email-tracking/click">',
      "http://portal.example.com.evil.tld/help/api/email-tracking/click",
    ],
    ['<a href="https://a.example/plans">Subscribe now</a>', "https://a.example/plans"],
    ['<a href="https://a.example/plans">No longer available</a>', "https://a.example/plans"],
  ])("%j leads to %s", (html, url) => {
    const result = injectTracking(html, onlyClicks);
    expect(result.links.map((link) => link.url)).toEqual([url]);
    if (!html.includes("<!--[if mso]") && !html.includes("<base")) {
      expect(destinationsIn(result.html)).toContain(`tracked ${url}`);
    }
    expect(restoreTrackedHtml(result)).toBe(html);
  });

  it.each([["[if mso]"], ["[if gte mso 9]"], ["[if (gte mso 9)|(IE)]"], ["[IF MSO 16]"]])(
    "a button drawn twice, for Outlook in %s and for others, leads to one and the same place",
    (condition) => {
      const url = "https://a.example/?x=1&amp;y=2";
      const html =
        `<!--${condition}><v:roundrect href="${url}" arcsize="10%"><w:anchorlock/></v:roundrect><![endif]-->` +
        `<!--[if !mso]> <!--><a href='${url}'>Go</a><!-- <![endif]-->` +
        `<![if !mso]><a href=${url}>Go</a><![endif]>`;
      const result = injectTracking(html, onlyClicks);
      const hrefs = [...result.html.matchAll(/href=["']?([^"' >]*)/g)].map((match) => match[1]);
      expect(hrefs).toHaveLength(3);
      expect(new Set(hrefs).size).toBe(1);
      expect(hrefs[0]).toContain("/api/email-tracking/click?");
      expect(restoreTrackedHtml(result)).toBe(html);
    },
  );

  it("writes no character of a destination longer than a query asks for", () => {
    const kept = "https://a.example/A-z_0.9~!*()/@,;$?b=c:d";
    const { html } = injectTracking(`<a href="${kept}&amp;e#f%20+">`, onlyClicks);
    expect(html).toContain(`&amp;url=${kept}%26e%23f%2520%2B&amp;sig=`);
  });

  it("keeps the quoting each link was written in", () => {
    const { html } = injectTracking(
      "<a href='http://a.b/'>1</a><a href=http://a.b/?c>2</a><a href=\"http://a.b/'\">3</a>",
      onlyClicks,
    );
    const query = `tid=${trackingOptions.trackingId}`;
    const end = "&amp;sig=AAAAAAAAAAAAAAAAAAAAAA";
    expect(html).toBe(
      `<a href='${clickEndpoint}${query}&amp;url=http://a.b/${end}'>1</a>` +
        `<a href=${clickEndpoint}${query}&amp;url=http://a.b/?c${end}>2</a>` +
        `<a href="${clickEndpoint}${query}&amp;url=http://a.b/%27${end}">3</a>`,
    );
  });

  it("signs the id and the exact destination", () => {
    const signed: string[][] = [];
    const sign = (...call: [string, string]) => {
      signed.push(call);
      return "s+/'\"";
    };
    const { html } = injectTracking('<a href=" http://a.example/?x&amp;y ">', { ...onlyClicks, sign });
    expect(signed).toEqual([[trackingOptions.trackingId, "http://a.example/?x&y"]]);
    expect(new URL(load(html)("a").attr("href") ?? "").searchParams.get("sig")).toBe("s+/'\"");
  });

  it.each([
    "https://portal.example.com/help",
    "https://portal.example.com/help/",
    "https://portal.example.com/help/?q#f",
  ])("takes %s as the portal's address", (portalUrl) => {
    const { html } = injectTracking("<a href=http://a.b>", { ...onlyClicks, portalUrl });
    expect(html).toContain(`=${clickEndpoint}tid=`);
  });

  it("escapes what an odd portal address brings", () => {
    const { html } = injectTracking("<a href='http://a.b'>", {
      ...trackingOptions,
      portalUrl: "http://[::1]:3000/a'b&c\"<",
    });
    const base = "http://[::1]:3000/a'b&c%22%3C".replace("'", "%27");
    expect(load(html)("a").attr("href")).toMatch(`${base}/api/email-tracking/click?tid=`);
    expect(load(html)("img").attr("src")).toMatch(`${base}/api/email-tracking/pixel/`);
  });

  it("sends a destination by its number when the URL would pass 2,000 characters", () => {
    const around = `${clickEndpoint}tid=${trackingOptions.trackingId}&url=&sig=AAAAAAAAAAAAAAAAAAAAAA`;
    const start = "https://a.example/";
    const longest = start + "x".repeat(2_000 - around.length - start.length);
    const result = injectTracking(
      `<a href="http://b.example/"><a href="${longest}"><a href="${longest}y">`,
      onlyClicks,
    );
    const hrefs = load(result.html)("a")
      .toArray()
      .map((element) => element.attribs.href ?? "");
    expect(hrefs[1]).toHaveLength(2_000);
    expect(hrefs[2]).toBe(around.replace("&url=", "&link=3"));
    expect(result.links[2]?.url).toBe(`${longest}y`);
  });

  it("has the same number for a link in each copy, whatever rule the copy goes out under", () => {
    const html = `<a href="https://a.example/reset?token=1">a</a><a href="https://b.example/${"x".repeat(2_400)}">b</a>`;
    const byNumber = [true, false].map((skipSecretLinks) => {
      const { links } = injectTracking(html, { ...onlyClicks, skipSecretLinks });
      return links.map(({ position, label }) => `${position} ${label}`);
    });
    expect(byNumber).toEqual([["2 b"], ["1 a", "2 b"]]);
  });

  it.each([
    ['<a href="http://a.example/">Fan<wbr>tas<wbr/>tic</a>', ["Fantastic"]],
    ['<a href="http://a.example/"><v:rect fill="x"></v:rect>Buy <v:oval/>now</a>', ["Buy now"]],
    [
      '<a href="http://a.example/">Buy <v:rect href="http://b.example/">it</v:rect> now</a>',
      ["Buy now", "it"],
    ],
    ['<v:group href="http://a.example/">Buy<v:rect></v:rect> now</v:group> or never', ["Buy now"]],
    ['<a href="http://a.example/"><svg><style>.b{}</style><title>Logo</title></svg>Buy</a>', ["Logo Buy"]],
  ])("reads the text of the links in %s", (html, labels) => {
    expect(injectTracking(html, onlyClicks).links.map((link) => link.label)).toEqual(labels);
  });

  it("lists position, text and place of each link", () => {
    const html =
      '<a href="http://a.example/">Read\r\n <b>mo</b>re<br>now &amp; then</a> <a href="mailto:x">m</a>' +
      '<area alt="map &lt;1&gt;" href="http://b.example/"><a href="http://c.example/"><img alt="Logo" src="x"></a>' +
      `<a href=http://d.example/>${"\u{1f4e6}".repeat(300)}</a><a href="http://e.example/"><style>no</style></a>`;
    const { links, skipped } = injectTracking(html, onlyClicks);
    expect(links.map((link) => [link.position, link.label])).toEqual([
      [1, "Read more now & then"],
      [3, "map <1>"],
      [4, "Logo"],
      [5, "\u{1f4e6}".repeat(100)],
      [6, ""],
    ]);
    expect(links.map((link) => html.slice(link.start, link.end))).toEqual(
      "abcde".split("").map((c) => `http://${c}.example/`),
    );
    expect(skipped).toEqual([
      {
        url: "mailto:x",
        reason: "scheme",
        label: "m",
        start: html.indexOf("mailto"),
        end: html.indexOf("mailto") + 8,
      },
    ]);
  });
});

describe("links that are left alone", () => {
  it.each([
    ["scheme", '<a href="mailto:a@example.com">'],
    ["scheme", '<a href="tel:+491">'],
    ["scheme", '<a href="java&Tab;script:alert(1)">'],
    ["scheme", '<a href="data:text/html,x">'],
    ["scheme", '<a href="cid:part1">'],
    ["scheme", '<a href="http+notrack://a.example/">'],
    ["fragment", '<a href="#top">'],
    ["empty", '<a href="">'],
    ["empty", "<a href>"],
    ["empty", "<a href=' \n'>"],
    ["relative", '<a href="page.html">'],
    ["relative", '<a href="/page">'],
    ["relative", '<a href="?a=b">'],
    ["relative", `<a href="page.html"><base href="https://a.example/${"x".repeat(500)}/">`],
    ["placeholder", '<a href="{{url}}">'],
    ["placeholder", '<a href="https://a.example/?id={{ id }}">'],
    ["placeholder", '<a href="*|UNSUB|*">'],
    ["placeholder", '<a href="%recipient.link%">'],
    ["placeholder", "<a href='<%= url %>'>"],
    ["placeholder", "<a href='https://a.example/[[unsubscribe_key]]'>"],
    ["placeholder", "<a href='https://a.example/[% id %]'>"],
    ["malformed", '<a href="http://[bad">'],
    ["malformed", '<a href="http:a.example">'],
    ["malformed", '<a href="https:\\\\a.example">'],
    ["malformed", '<a href="https:///a.example">'],
    ["malformed", '<a href="///a.example">'],
    ["malformed", '<a href="https://a b.example/">'],
    ["credentials", '<a href="https://u:p@a.example/">'],
    ["credentials", '<a href="https://u@a.example/">'],
    ["own-tracking", '<a href="https://portal.example.com/help/api/email-tracking/click?tid=x&amp;url=y">'],
    ["own-tracking", '<a href="HTTPS://PORTAL.example.com:443/help/./api/email-tracking/pixel/x.gif">'],
    ["own-tracking", '<a href="http://portal.example.com/help/api/email-tracking/click?tid=x&amp;url=y">'],
    ["own-tracking", '<a href="https://portal.example.com./help/api/email-tracking/click?tid=x&amp;url=y">'],
    ["own-tracking", '<a href="http://portal.example.com:443/help/api/email-tracking/click?tid=x">'],
    ["unsubscribe", '<a href="https://a.example/unsubscribe?u=1">'],
    ["unsubscribe", '<a href="https://a.example/u/1">Unsubscribe here</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Newsletter abbestellen</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Se d&eacute;sabonner</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Darse de baja</a>'],
    ["unsubscribe", '<a href="https://a.example/unsub?u=1">Click</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Update your preferences</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Stop receiving these emails</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Remove me from this list</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Un&shy;subscribe</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Un<wbr>subscribe</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Abmeldung</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Se de\u0301sabonner</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Manage subscriptions</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Manage your subscription</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Anular suscripción</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Anular la suscripcio\u0301n</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Quiero darme de baja</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Cancella iscrizione</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Anuluj subskrypcję</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">I no longer wish to receive these emails</a>'],
    ["unsubscribe", '<a href="https://a.example/hs/manage-preferences?x=1">Click</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Cancelar la suscripci&oacute;n</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Cancelar inscrição</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Annulla iscrizione</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Avregistrera</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Wypisz się</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">Отписаться</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">配信停止</a>'],
    ["unsubscribe", '<a href="https://a.example/u/1">退订</a>'],
    ["secret", '<a href="https://a.example/u/9f8e7d6c5b4a39281706">Reset your <b>password</b></a>'],
    ["unsubscribe", '<a href="https://portal.example.com/help/email-preferences/abc">'],
    ["too-long", `<a href="https://a.example/${"x".repeat(7_000)}">`],
    ["secret", '<a href="https://a.example/reset-password?token=abc">'],
    ["no-track", '<a data-no-track href="https://a.example/">'],
  ])("%s: %.60s", (reason, html) => {
    const result = injectTracking(html, onlyClicks);
    expect(result.links).toEqual([]);
    expect(result.skipped.map((link) => link.reason)).toEqual([reason]);
    if (reason !== "no-track") expect(result.html).toBe(html);
  });

  it.each([
    '<link rel="stylesheet" href="https://a.example/x.css">',
    '<base href="https://a.example/">',
    '<a data-href="https://a.example/">x</a>',
    '<a name="https://a.example/">x</a>',
    '<!-- <a href="https://a.example/">x</a> -->',
    '<!--[endif]><a href="https://a.example/">x</a>-->',
    "<style>/* <a href=https://a.example/> */</style>",
    '<script>"<a href=https://a.example/>"</script>',
    "<textarea><a href=https://a.example/></textarea>",
    "<title><a href=https://a.example/></title>",
    "<xmp><a href=https://a.example/></xmp>",
    "<p>&lt;a href=https://a.example/&gt;</p>",
    "<p title='<a href=https://a.example/>'>",
    '<v:fill href="https://a.example/bg.png"/><v:imagedata href="https://a.example/x.png"/>',
    "<abbr href=https://a.example/><article href=https://a.example/>",
    '<a href="https://a.example/',
    "text https://a.example/ text",
  ])("%j is not even listed", (html) => {
    const result = injectTracking(html, onlyClicks);
    expect(result).toMatchObject({ html, links: [], skipped: [] });
  });

  it.each([
    ["clicktracking=off"],
    ["clicktracking='OFF'"],
    ["ses:no-track"],
    ['data-msys-clicktrack="0"'],
    ["data-pm-no-track"],
    ["disable-tracking=true"],
    ["mc:disable-tracking"],
    ['data-disable-tracking="true"'],
    ['data-mautic-disable-tracking="true"'],
    ["data-skip-click"],
    ["DATA-NO-TRACK=''"],
  ])("removes the opt-out %s", (attribute) => {
    const html = `<a ${attribute} href="https://a.example/" ${attribute}\n>x</a><a class="y"${attribute} href=mailto:a>`;
    const result = injectTracking(html, onlyClicks);
    expect(result.html).toBe('<a href="https://a.example/"\n>x</a><a class="y" href=mailto:a>');
    expect(result.skipped.map((link) => link.reason)).toEqual(["no-track", "no-track"]);
    expect(restoreTrackedHtml(result)).toBe(html);
  });

  it("keeps apart what an opt-out stood between", () => {
    const { html } = injectTracking('<a data-no-track=""href=http://a.b data-pm-no-track/>', onlyClicks);
    expect(html).toBe("<a href=http://a.b />");
  });

  it.each([
    `<a HREF data-no-track="x"='false'>`,
    `<a HREF data-no-track="x" ='false'>`,
    `<a href=mailto:a class data-no-track=''\n=x>`,
  ])("leaves an opt-out that keeps a = from its neighbour where it is: %j", (html) => {
    const result = injectTracking(html, onlyClicks);
    expect(result.html).toBe(html);
    expect(result.skipped.map((link) => link.reason)).toEqual(["no-track"]);
  });

  it.each(["clicktracking=on", "data-no-track=false", "data-msys-clicktrack=1", "disable-tracking=no"])(
    "tracks a link with %s",
    (attribute) => {
      expect(urlsOf(`<a ${attribute} href="https://a.example/">`)).toEqual(["https://a.example/"]);
    },
  );

  it("tracks secret links when the rule is switched off", () => {
    const html = '<a href="https://a.example/reset-password?token=abc">';
    expect(reasonsOf(html)).toEqual(["secret"]);
    expect(urlsOf(html, { ...onlyClicks, skipSecretLinks: false })).toHaveLength(1);
  });
});

describe("the pixel", () => {
  const pixel = "<pixel>";
  const placed = (html: string) =>
    injectTracking(html, onlyOpens).html.replace(/<img src="https:\/\/portal[^>]*>/, pixel);

  it("is one invisible, silent image", () => {
    const $ = load(injectTracking("<html><head></head><body><p>Hi", onlyOpens).html);
    expect($("img")).toHaveLength(1);
    // Nothing else: no lazy loading, which would wait for a scroll, no class, no title, no colour.
    const { style, ...attributes } = $("img").attr() ?? {};
    expect(attributes).toEqual({
      src: `https://portal.example.com/help/api/email-tracking/pixel/${trackingOptions.trackingId}.gif`,
      width: "1",
      height: "1",
      alt: "",
    });
    expect(style).not.toMatch(/colou?r|background|display:none|visibility/);
    expect($("link, meta, style, script")).toHaveLength(0);
  });

  it.each([
    ["<html><body><p>Hi</p></body></html>", "<html><body><p>Hi</p><pixel></body></html>"],
    ["<p>Hi</p></BODY >", "<p>Hi</p><pixel></BODY >"],
    ["a</body>b</body\n>c</html>d", "a</body>b<pixel></body\n>c</html>d"],
    ["<p>Hi", "<p>Hi<pixel>"],
    ["", "<pixel>"],
    ["</body><!-- </body> -->", "<pixel></body><!-- </body> -->"],
    ["</body><p title='</body>'>", "<pixel></body><p title='</body>'>"],
    ["</body><style></body></style>", "<pixel></body><style></body></style>"],
    ["</body><script></body></script>", "<pixel></body><script></body></script>"],
    ["<!--[if mso]></body><![endif]--><p>", "<!--[if mso]></body><![endif]--><p><pixel>"],
    ["</body><textarea></body></textarea>", "<pixel></body><textarea></body></textarea>"],
    ["</body><title></body></title>", "<pixel></body><title></body></title>"],
    ["<p>Hi</body></html>\r\nSent by a list\r\n", "<p>Hi<pixel></body></html>\r\nSent by a list\r\n"],
    ["<p>Hi</html>\nSent by a list", "<p>Hi</html>\nSent by a list<pixel>"],
    ["\ud83d</body>\ud83d\udce6", "\ud83d<pixel></body>\ud83d\udce6"],
    ["<p>a\0b</body\0></body>", "<p>a\0b</body\0><pixel></body>"],
    ["\u0130\u0130\u0130\u0130\u0130\u0130</body>", "\u0130\u0130\u0130\u0130\u0130\u0130<pixel></body>"],
    ["</bodyx></body", "</bodyx><pixel></body"],
    ["<p>Hi <!-- open", "<p>Hi <pixel><!-- open"],
    ["<p>Hi <a href='x", "<p>Hi <pixel><a href='x"],
    ["<p>Hi <textarea>open", "<p>Hi <pixel><textarea>open"],
    ["<p>Hi </", "<p>Hi <pixel></"],
    ["<p>1 < 2", "<p>1 < 2<pixel>"],
  ])("stands right in %j", (html, expected) => {
    expect(placed(html)).toBe(expected);
  });

  const filler = "\u00e9".repeat(47_500);
  it.each([
    [`<html><body class="x"><p>${filler}</body>`, '<body class="x"><pixel><p>'],
    [`<!doctype html><html><head><title>a<b</title></head>\n<p>${filler}`, "</head><pixel>\n<p>"],
    [`<!doctype html><style>p{}</style>\n<p>${filler}`, "</style>\n<pixel><p>"],
    [`<p>${filler}`, "<pixel><p>"],
    [filler + filler, "<pixel>\u00e9"],
  ])("goes to the top of a mail that Gmail would clip", (html, expected) => {
    expect(placed(html)).toContain(expected);
  });

  it("goes to the top of a clipped mail that quotes another one far below", () => {
    const quoted = '<html><body><p><a href="https://a.example/">x</a></body></html>';
    expect(placed(`<p>${"x".repeat(110_000)}</p>${quoted}`)).toMatch(/^<pixel><p>/);
    expect(placed(`<p>${filler}</p>${quoted}`)).toMatch(/^<pixel><p>/);
    const grown = '<a href="https://a.example/">x</a>'.repeat(1_000);
    expect(injectTracking(`<p>${grown}${quoted}`, trackingOptions).html).toMatch(/^<img /);
  });

  it("goes after the <body> of a clipped mail whose head is long", () => {
    const style = `<style>${"p{} ".repeat(10_000)}</style>`;
    expect(placed(`<html><head>${style}</head><body><p>${filler}`)).toContain("<body><pixel><p>");
  });

  it("stays out of a style whose end tag breaks off", () => {
    expect(placed("<p>Hi<style>p{}</style ")).toBe("<p>Hi<pixel><style>p{}</style ");
  });

  it("measures the mail in UTF-8, after its links were rewritten", () => {
    const link = '<a href="https://a.example/">x</a>';
    const mail = (size: number) => `<body>${link}${"x".repeat(size - 6 - link.length)}`;
    expect(placed(mail(95_000)).startsWith("<body><pixel>")).toBe(false);
    expect(placed(mail(95_001)).startsWith("<body><pixel>")).toBe(true);
    const both = injectTracking(mail(94_900), trackingOptions).html;
    expect(both.startsWith("<body><img")).toBe(true);
  });

  it("measures it to the byte, also where what was rewritten is not ASCII", () => {
    const link = `<a href="https://a.example/${"\u00fc".repeat(500)}">x</a>`;
    const rewritten = Buffer.byteLength(injectTracking(`<body>${link}`, onlyClicks).html);
    const isAtTop = (size: number) => {
      const { html } = injectTracking(`<body>${link}${"x".repeat(size - rewritten)}`, trackingOptions);
      return html.startsWith("<body><img");
    };
    expect([isAtTop(95_000), isAtTop(95_001)]).toEqual([false, true]);
  });
});

describe("what is switched off", () => {
  const html =
    '<body><a data-no-track href="https://a.example/">x</a><a href="https://b.example/">y</a></body>';

  it("leaves the mail as it is with both kinds off", () => {
    const result = injectTracking(html, { ...trackingOptions, trackOpens: false, trackClicks: false });
    expect(result).toEqual({ html, links: [], skipped: [], edits: [] });
  });

  it("adds no pixel without opens", () => {
    expect(injectTracking(html, onlyClicks).html).not.toContain("<img");
  });

  it("touches no link without clicks", () => {
    const result = injectTracking(html, onlyOpens);
    expect(result.html.replace(/<img[^>]*>/, "")).toBe(html);
    expect(result.links).toEqual([]);
  });
});

describe("mails of real programs", () => {
  it.each(fixtureMails())("%s keeps every destination", (_name, html) => {
    const result = injectTracking(html, trackingOptions);
    const plain = (destination: string) => {
      const url = destination.replace(/^tracked /, "").trim();
      return URL.canParse(url, "http://www.oldshop.example/catalogue/")
        ? new URL(url, "http://www.oldshop.example/catalogue/").href
        : url;
    };
    expect(destinationsIn(result.html).map(plain)).toEqual(destinationsIn(html).map(plain));
    expect(destinationsIn(result.html).filter((d) => d.startsWith("tracked")).length).toBeGreaterThan(10);
    expect(restoreTrackedHtml(result)).toBe(html);
  });

  it.each(fixtureMails())("%s looks the same to a parser but for links and pixel", (_name, html) => {
    const without = (mail: string) => {
      const $ = load(mail);
      $("img[src*='/api/email-tracking/pixel/']").remove();
      $("a, area").removeAttr("href").removeAttr("data-no-track");
      return $.html().replace(/(<!--\[if[\s\S]*?href=")[^"]*/g, "$1");
    };
    expect(without(injectTracking(html, trackingOptions).html)).toBe(without(html));
  });
});
