import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailTrackingEvents } from "@/db/schema/email";
import { integrationModules } from "@/db/schema/integration-modules";
import { ticketReplies } from "@/db/schema/tickets";
import { env } from "@/env";
import { forgetTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { injectTracking } from "../injection/inject-tracking";
import { eventWriter } from "../recording/process-event-writer";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { laySentMail } from "./sent-mail";

/** One way to ask the tracking service: the function itself, the route handlers, a server. */
export type Door = (request: {
  method?: string;
  path: string;
  headers?: Record<string, string>;
}) => Promise<{ status: number; headers: Headers; body: Buffer }>;

const thunderbird = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0";
const gmailProxy =
  "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
const applePrivacy = "Mozilla/5.0";

export async function setTracking(settings: Record<string, unknown> = {}, enabled = true) {
  await database()
    .update(integrationModules)
    .set({ enabled, settings })
    .where(eq(integrationModules.slug, "plausible"));
  forgetTrackingSettings();
}

/** Resolves when all that was recorded is in the database: on a busy machine it may have gone to the journal first. */
export async function allRecorded(writer = eventWriter()) {
  await writer.drain();
  await expect
    .poll(() => writer.state(), { timeout: 15_000, interval: 5 })
    .toMatchObject({ waiting: 0, journal: { groups: 0 } });
}

export async function eventsOf(trackingId: string) {
  return database().select().from(emailTrackingEvents).where(eq(emailTrackingEvents.trackingId, trackingId));
}

export async function replyOf(replyId: number) {
  const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
  if (!reply) throw new Error("no such reply");
  return reply;
}

export async function copyOf(deliveryId: number | undefined) {
  const [copy] = await database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.id, deliveryId ?? 0));
  if (!copy) throw new Error("no such delivery");
  return copy;
}

/** What every door must do. The database must be a test's own, and the door must lead into this process. */
export function describeTrackingDoor(name: string, door: Door) {
  const pixel = (trackingId: string, headers: Record<string, string> = { "user-agent": thunderbird }) =>
    door({ path: `/api/email-tracking/pixel/${trackingId}.gif`, headers });
  const click = (
    query: Record<string, string>,
    headers: Record<string, string> = { "user-agent": thunderbird },
  ) => door({ path: `/api/email-tracking/click?${new URLSearchParams(query)}`, headers });
  const sign = (trackingId: string, url: string) => signClick({ trackingId, url }, trackingKeyRing());
  const status = async (trackingId: string) => {
    const answer = await door({ path: `/api/email-tracking/status/${trackingId}` });
    return { ...answer, json: JSON.parse(answer.body.toString("utf8")) as Record<string, unknown> };
  };

  beforeEach(() => setTracking());

  describe(`the pixel, asked through ${name}`, () => {
    it.each([
      ["a malformed id", "/api/email-tracking/pixel/nonsense.gif"],
      ["an unknown id", `/api/email-tracking/pixel/${"A".repeat(43)}.gif`],
      ["no suffix", `/api/email-tracking/pixel/${"A".repeat(43)}`],
      ["broken percent-encoding", "/api/email-tracking/pixel/%E0%A4%A.gif"],
      ["a very long id", `/api/email-tracking/pixel/${"x".repeat(4000)}.gif`],
      ["SQL", "/api/email-tracking/pixel/'%20OR%201=1--.gif"],
    ])("is the same 43 bytes, never cached and without cookies, for %s", async (_case, path) => {
      const answer = await door({ path });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("image/gif");
      expect(answer.headers.get("content-length")).toBe("43");
      expect(answer.headers.get("cache-control")).toBe(
        "no-store, no-cache, must-revalidate, private, max-age=0",
      );
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("x-robots-tag")).toContain("noindex");
      expect(answer.body).toHaveLength(43);
      expect(answer.body.subarray(0, 6).toString("latin1")).toBe("GIF89a");
      expect(answer.body.at(-1)).toBe(0x3b);
    });

    it("records an open that a person made, and the reply is read", async () => {
      const mail = await laySentMail();
      await pixel(mail.trackingId);
      const [event] = await eventsOf(mail.trackingId);
      expect(event).toMatchObject({
        eventType: "open",
        visitClass: "human",
        client: "Thunderbird",
        os: "Linux",
        userAgent: thunderbird,
        eventUrl: null,
        plausibleStatus: "skipped",
        plausibleSent: false,
      });
      const reply = await replyOf(mail.replyId);
      expect(reply).toMatchObject({ emailOpenCount: 1, emailReadCount: 1, emailClickCount: 0 });
      expect(reply.emailOpenedAt).toEqual(event?.occurredAt);
      expect(await copyOf(mail.deliveryIds[0])).toMatchObject({
        openCount: 1,
        readCount: 1,
        readEvidence: "open",
      });
    });

    it("an unknown id stores nothing", async () => {
      const unknown = randomBytes(32).toString("base64url");
      await pixel(unknown);
      await allRecorded();
      expect(await eventsOf(unknown)).toEqual([]);
    });

    it("an id in other letter case is another id", async () => {
      const mail = await laySentMail({
        recipients: [{ trackingId: `a${randomBytes(32).toString("base64url").slice(1)}` }],
      });
      await pixel(`A${mail.trackingId.slice(1)}`);
      await allRecorded();
      expect((await replyOf(mail.replyId)).emailOpenCount).toBe(0);
    });

    it("counts fifty opens at once exactly, and the first time stays", async () => {
      const mail = await laySentMail();
      await pixel(mail.trackingId);
      const first = (await replyOf(mail.replyId)).emailOpenedAt;
      await Promise.all(Array.from({ length: 50 }, () => pixel(mail.trackingId)));
      await allRecorded();
      const reply = await replyOf(mail.replyId);
      expect(reply.emailOpenCount).toBe(51);
      expect(reply.emailOpenedAt).toEqual(first);
      expect(await eventsOf(mail.trackingId)).toHaveLength(51);
    });

    it("a mail program's loading ahead is an open and not a read; an image proxy's is a read", async () => {
      const mail = await laySentMail();
      await pixel(mail.trackingId, { "user-agent": applePrivacy });
      expect(await replyOf(mail.replyId)).toMatchObject({
        emailOpenCount: 1,
        emailReadCount: 0,
        emailReadAt: null,
      });
      await pixel(mail.trackingId, { "user-agent": gmailProxy });
      expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 2, emailReadCount: 1 });
      expect((await eventsOf(mail.trackingId)).map(({ visitClass }) => visitClass)).toEqual([
        "prefetch",
        "proxy",
      ]);
    });

    it("a load by one of our own pages is no read", async () => {
      const mail = await laySentMail();
      await pixel(mail.trackingId, { "user-agent": thunderbird, "sec-fetch-site": "same-origin" });
      await pixel(mail.trackingId, { "user-agent": thunderbird, referer: `${env().PORTAL_URL}/tickets/1` });
      expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 2, emailReadCount: 0 });
    });

    it.each([["sec-gpc"], ["dnt"]])(
      "with %s: 1 records nothing, unless the setting is off",
      async (header) => {
        const mail = await laySentMail();
        const answer = await pixel(mail.trackingId, { "user-agent": thunderbird, [header]: "1" });
        expect(answer.body).toHaveLength(43);
        await allRecorded();
        expect(await eventsOf(mail.trackingId)).toEqual([]);
        await setTracking({ respect_gpc: false });
        await pixel(mail.trackingId, { "user-agent": thunderbird, [header]: "1" });
        expect(await eventsOf(mail.trackingId)).toHaveLength(1);
      },
    );

    it.each([
      ["the module is disabled", {}, false],
      ["opens are off", { track_opens: false }, true],
      ["nobody is tracked", { tracking_mode: "off" }, true],
      ["consent is asked for and not given", { tracking_mode: "consented" }, true],
    ])("is answered and records nothing when %s", async (_case, settings, enabled) => {
      const mail = await laySentMail();
      await setTracking(settings, enabled);
      expect((await pixel(mail.trackingId)).body).toHaveLength(43);
      await allRecorded();
      expect(await eventsOf(mail.trackingId)).toEqual([]);
      expect((await replyOf(mail.replyId)).emailOpenCount).toBe(0);
    });

    it("HEAD answers alike and records nothing", async () => {
      const mail = await laySentMail();
      const path = `/api/email-tracking/pixel/${mail.trackingId}.gif`;
      const head = await door({ method: "HEAD", path, headers: { "user-agent": thunderbird } });
      await allRecorded();
      expect(await eventsOf(mail.trackingId)).toEqual([]);
      expect(head.body).toHaveLength(0);
      const get = await door({ path, headers: { "user-agent": thunderbird } });
      expect(head.status).toBe(get.status);
      expect([...head.headers].filter(([header]) => header !== "date")).toEqual(
        [...get.headers].filter(([header]) => header !== "date"),
      );
    });

    it.each(["POST", "PUT", "DELETE", "PATCH"])(
      "%s is refused with what is allowed, and records nothing",
      async (method) => {
        const mail = await laySentMail();
        const answer = await door({ method, path: `/api/email-tracking/pixel/${mail.trackingId}.gif` });
        expect(answer.status).toBe(405);
        expect(answer.headers.get("allow")).toBe("GET, HEAD");
        expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
        expect(answer.headers.get("x-robots-tag")).toContain("noindex");
        await allRecorded();
        expect(await eventsOf(mail.trackingId)).toEqual([]);
      },
    );

    it("a very long user agent is cut and never an error", async () => {
      const mail = await laySentMail();
      await pixel(mail.trackingId, {
        "user-agent": "x".repeat(5000),
        referer: `https://mail.example/${"y".repeat(4000)}`,
      });
      const [event] = await eventsOf(mail.trackingId);
      expect(event?.userAgent?.length).toBeLessThanOrEqual(1000);
      expect(event?.referrer?.length).toBeLessThanOrEqual(2048);
    });
  });

  describe(`a click, asked through ${name}`, () => {
    it.each([
      ["https://example.com/?a=1&b=2"],
      ["https://example.com/a%20b?q=%C3%A9&x=1+2#top"],
      ["HTTP://EXAMPLE.com"],
      ["https://example.com/~o'neil/(x)!*"],
      ["https://xn--bcher-kva.example/%E2%82%AC"],
      [`https://example.com/?long=${"a".repeat(1500)}`],
    ])("leads to exactly %s and is recorded", async (url) => {
      const mail = await laySentMail({ links: ["https://other.example/", url] });
      const answer = await click({ tid: mail.trackingId, url, sig: sign(mail.trackingId, url) });
      expect(answer.status).toBe(302);
      expect(answer.headers.get("location")).toBe(url);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("set-cookie")).toBeNull();
      await allRecorded();
      const [event] = await eventsOf(mail.trackingId);
      expect(event).toMatchObject({
        eventType: "click",
        eventUrl: url,
        linkPosition: 2,
        visitClass: "human",
      });
      expect(await replyOf(mail.replyId)).toMatchObject({
        emailOpenCount: 0,
        emailOpenedAt: null,
        emailClickCount: 1,
        emailReadCount: 0,
        emailReadAt: expect.any(Date),
      });
      expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ clickCount: 1, readEvidence: "click" });
    });

    it("of a link as injected into the mail leads on, by destination and by number", async () => {
      const long = `https://example.com/?q=${"%20b".repeat(600)}`;
      const mail = await laySentMail({ links: ["https://example.com/?a=1&b=2", long] });
      const { html } = injectTracking(
        `<a href="https://example.com/?a=1&amp;b=2">a</a><a href="${long}">b</a>`,
        {
          trackingId: mail.trackingId,
          portalUrl: env().PORTAL_URL,
          sign,
          trackOpens: true,
          trackClicks: true,
        },
      );
      const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(
        ([, href = ""]) => new URL(href.replaceAll("&amp;", "&")),
      );
      expect(hrefs[1]?.search).toContain("link=2");
      for (const [index, destination] of ["https://example.com/?a=1&b=2", long].entries()) {
        const href = hrefs[index];
        const answer = await door({ path: `${href?.pathname}${href?.search}` });
        expect(answer.headers.get("location")).toBe(destination);
      }
      await allRecorded();
      expect((await eventsOf(mail.trackingId)).map(({ linkPosition }) => linkPosition)).toEqual([1, 2]);
    });

    it("without a signature follows a link that was really sent in that mail", async () => {
      const url = "https://example.com/?a=1&b=2";
      const mail = await laySentMail({ links: [url] });
      expect((await click({ tid: mail.trackingId, url })).headers.get("location")).toBe(url);
      expect((await click({ tid: mail.trackingId, url, sig: "wrong" })).headers.get("location")).toBe(url);
      const other = await laySentMail({ links: [] });
      expect((await click({ tid: other.trackingId, url })).status).toBe(400);
    });

    it.each([
      [
        "&amp; for &",
        (tid: string) => `tid=${tid}&amp;url=https://example.com/%3Fa%3D1%26b%3D%2520x%2B1&amp;sig=x`,
      ],
      ["decoded once too often", (tid: string) => `tid=${tid}&url=https://example.com/?a=1&b=%20x+1&sig=x`],
      [
        "encoded once too often",
        (tid: string) =>
          `tid=${tid}&url=https%253A%252F%252Fexample.com%252F%253Fa%253D1%2526b%253D%252520x%252B1`,
      ],
      ["lower case", (tid: string) => `tid=${tid}&url=https://EXAMPLE.com/?a=1%26b=%2520x%2B1`],
    ])("whose query a gateway mangled (%s) leads to the destination that was sent", async (_case, query) => {
      const url = "https://example.com/?a=1&b=%20x+1";
      const mail = await laySentMail({ links: ["https://example.com/", url] });
      const answer = await door({ path: `/api/email-tracking/click?${query(mail.trackingId)}` });
      expect(answer.headers.get("location")).toBe(url);
    });

    it("keeps leading on, and records nothing, when the module is switched off", async () => {
      const url = "https://example.com/?a=1&b=2";
      const mail = await laySentMail();
      await setTracking({}, false);
      expect((await click({ tid: mail.trackingId, url, sig: sign(mail.trackingId, url) })).status).toBe(302);
      await setTracking({ track_clicks: false });
      expect((await click({ tid: mail.trackingId, url, sig: sign(mail.trackingId, url) })).status).toBe(302);
      await allRecorded();
      expect(await eventsOf(mail.trackingId)).toEqual([]);
    });

    it("HEAD answers alike and records nothing", async () => {
      const url = "https://example.com/?a=1&b=2";
      const mail = await laySentMail();
      const query = new URLSearchParams({ tid: mail.trackingId, url, sig: sign(mail.trackingId, url) });
      const head = await door({ method: "HEAD", path: `/api/email-tracking/click?${query}` });
      expect(head.status).toBe(302);
      expect(head.headers.get("location")).toBe(url);
      await allRecorded();
      expect(await eventsOf(mail.trackingId)).toEqual([]);
    });

    const evil = "https://evil.example/phish";
    const id = "T".repeat(43);
    it.each([
      ["nothing", ""],
      ["no destination", `tid=${id}`],
      ["no id", `url=${encodeURIComponent(evil)}`],
      ["no signature", `tid=${id}&url=${encodeURIComponent(evil)}`],
      ["an empty signature", `tid=${id}&url=${encodeURIComponent(evil)}&sig=`],
      ["a guessed signature", `tid=${id}&url=${encodeURIComponent(evil)}&sig=${"A".repeat(22)}`],
      [
        "a signature of other letters",
        `tid=${id}&url=${encodeURIComponent(evil)}&sig=${encodeURIComponent("é".repeat(22))}`,
      ],
      ["javascript:", `tid=${id}&url=javascript:alert(1)&sig=x`],
      ["data:", `tid=${id}&url=data:text/html,<script>alert(1)</script>&sig=x`],
      ["//host", `tid=${id}&url=//evil.example&sig=x`],
      ["backslashes", `tid=${id}&url=%5C%5Cevil.example&sig=x`],
      ["a slash and a backslash", `tid=${id}&url=/%5Cevil.example&sig=x`],
      ["a line break in the destination", `tid=${id}&url=https://evil.example/%0D%0ASet-Cookie:%20a=b&sig=x`],
      ["a NUL", `tid=${id}&url=https://evil.example/%00&sig=x`],
      ["broken percent-encoding", `tid=${id}&url=%E0%A4%A&sig=%`],
      ["broken UTF-8", `tid=${id}&url=https://%FF%FE.example/&sig=%FF`],
      ["the destination twice", `tid=${id}&url=https://example.com/&url=${encodeURIComponent(evil)}&sig=x`],
      ["arrays", `tid[]=${id}&url[]=${encodeURIComponent(evil)}&sig[]=x`],
      ["a link number alone", `tid=${id}&link=1`],
      ["a link number that is none", `tid=${id}&link=-1e99`],
      ["HTML in the host", `tid=${id}&url=https://%3Cscript%3Ealert(1)%3C/script%3E.example/&sig=x`],
      ["a very long destination", `tid=${id}&url=https://evil.example/${"a".repeat(6000)}&sig=x`],
      ["a signature that is very long", `tid=${id}&url=${encodeURIComponent(evil)}&sig=${"b".repeat(6000)}`],
      ["credentials", `tid=${id}&url=https://example.com@evil.example/&sig=x`],
    ])("with %s is not followed, and the page says so in plain words", async (_case, query) => {
      const answer = await door({ path: `/api/email-tracking/click?${query}` });
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      const page = answer.body.toString("utf8");
      expect(page).toContain("This link could not be opened");
      expect(page).not.toMatch(/<script|<a |href=|src=|phish|\bat .*\.ts/);
    });

    it("a signature of one mail or destination opens no other", async () => {
      const url = "https://example.com/?a=1&b=2";
      const mail = await laySentMail({ links: [] });
      const other = await laySentMail({ links: [] });
      expect((await click({ tid: other.trackingId, url, sig: sign(mail.trackingId, url) })).status).toBe(400);
      expect((await click({ tid: mail.trackingId, url: evil, sig: sign(mail.trackingId, url) })).status).toBe(
        400,
      );
    });

    it("a long host is shortened on the page, keeping its end", async () => {
      const host = `${"login.bank.example.".repeat(5)}evil.example`;
      const page = (await click({ tid: id, url: `https://${host}/` })).body.toString("utf8");
      expect(page).toContain("…");
      expect(page).toContain("evil.example</strong>");
      expect(page).not.toContain(host);
    });
  });

  describe(`the status, asked through ${name}`, () => {
    it("is the specification's summary of the copy and nothing else", async () => {
      const mail = await laySentMail();
      expect((await status(mail.trackingId)).json).toMatchObject({
        found: true,
        open_count: 0,
        is_opened: false,
      });
      await pixel(mail.trackingId);
      const { status: code, headers, json } = await status(mail.trackingId);
      expect(code).toBe(200);
      expect(headers.get("content-type")).toContain("application/json");
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("cache-control")).toContain("no-store");
      expect(json).toEqual({
        tracking_id: mail.trackingId,
        found: true,
        sent_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        opened_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        open_count: 1,
        is_opened: true,
        click_count: 0,
      });
    });

    it.each([["B".repeat(43)], ["nonsense"], ["%E0%A4%A"]])(
      "of %s is 404 with found: false",
      async (asked) => {
        const answer = await status(asked);
        expect(answer.status).toBe(404);
        expect(answer.json).toMatchObject({ found: false, open_count: 0, opened_at: null });
      },
    );
  });
}
