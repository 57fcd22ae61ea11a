import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { laySentMail } from "../testing/sent-mail";
import {
  allRecorded,
  copyOf,
  type Door,
  describeTrackingDoor,
  eventsOf,
  replyOf,
  setTracking,
} from "../testing/tracking-contract";
import { trackingDetail } from "../tracking-detail";
import { choosePreference, getPreferences, optOut } from "../tracking-preferences";
import { handleTrackingRequest } from "./http";
import { headersOf } from "./tracking-request";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const door: Door = async ({ method = "GET", path, headers = {} }) => {
  const answer = await handleTrackingRequest({
    method,
    url: path,
    ip: headers["test-ip"] ?? "203.0.113.77",
    headers: {
      userAgent: headers["user-agent"] ?? null,
      referrer: headers.referer ?? null,
      secFetchSite: headers["sec-fetch-site"] ?? null,
      secPurpose: null,
      purpose: null,
      xMoz: null,
      dnt: headers.dnt ?? null,
      secGpc: headers["sec-gpc"] ?? null,
    },
  });
  if (!answer) throw new Error("not a tracking path");
  return {
    status: answer.status,
    headers: new Headers(headersOf(answer)),
    body: Buffer.from(answer.body ?? ""),
  };
};

describeTrackingDoor("the service", door);

const load = async (trackingId: string, headers: Record<string, string> = {}) => {
  await door({ path: `/api/email-tracking/pixel/${trackingId}.gif`, headers });
  await allRecorded();
};

describe("every answer", () => {
  const tid = "N".repeat(43);
  const url = "https://example.com/";
  const signed = () => `tid=${tid}&url=${url}&sig=${signClick({ trackingId: tid, url }, trackingKeyRing())}`;
  const requests: [method: string, path: string, status: number][] = [
    ...["GET", "HEAD"].flatMap((method): typeof requests => [
      [method, `pixel/${tid}.gif`, 200],
      [method, "click?{signed}", 302],
      [method, "click", 400],
      [method, `status/${tid}`, 404],
      // A link whose question mark a gateway has encoded.
      [method, `click%3Ftid=${tid}`, 404],
      [method, "", 404],
    ]),
    ...["POST", "OPTIONS", "TRACE", "BREW"].flatMap((method): typeof requests => [
      [method, `pixel/${tid}.gif`, 405],
      [method, "click?{signed}", 405],
      [method, "elsewhere", 405],
    ]),
  ];
  it.each(requests)(
    "to %s %s is for no cache, no search engine and no other site: %i",
    async (method, path, status) => {
      const answer = await door({
        method,
        path: `/api/email-tracking/${path.replace("{signed}", signed())}`,
      });
      const { headers } = answer;
      expect(answer.status).toBe(status);
      expect(headers.get("cache-control")).toContain("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-robots-tag")).toContain("noindex");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("set-cookie")).toBeNull();
      if (status === 405) expect(headers.get("allow")).toBe("GET, HEAD");
      if (method === "HEAD") expect(answer.body).toHaveLength(0);
    },
  );

  it("to an address that is none of ours is a page in plain words", async () => {
    const { body, headers } = await door({ path: "/api/email-tracking/click%3Ftid=x" });
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(body.toString()).toContain("This link could not be opened");
  });
});

describe("how long an answer waits for its event's commit", () => {
  const shared = globalThis as { __myportalEventWriter?: unknown };

  it("a click not so long that anybody notices, an image for half a second", async () => {
    const before = shared.__myportalEventWriter;
    const patience: Record<string, number> = {};
    const record = async ({ eventType }: { eventType: string }, patienceMs: number) => {
      patience[eventType] = patienceMs;
      return true;
    };
    shared.__myportalEventWriter = { record };
    const { trackingId } = await laySentMail();
    try {
      await door({ path: `/api/email-tracking/pixel/${trackingId}.gif` });
      await door({ path: `/api/email-tracking/click?tid=${trackingId}&url=https://example.com/?a=1%26b=2` });
    } finally {
      shared.__myportalEventWriter = before;
    }
    expect(patience).toEqual({ open: 500, click: 20 });
  });
});

describe("before the settings were ever read", () => {
  const shared = globalThis as { __myportalTrackingSettings?: object };

  it("a database that hangs keeps nobody from the image for more than three seconds", async () => {
    await setTracking();
    const before = shared.__myportalTrackingSettings;
    const reading = new Promise<never>(() => {});
    shared.__myportalTrackingSettings = { value: null, isOutdated: false, reading, startedAt: Date.now() };
    const startedAt = performance.now();
    try {
      const { status, body } = await door({ path: `/api/email-tracking/pixel/${"N".repeat(43)}.gif` });
      expect([status, body.length]).toEqual([200, 43]);
    } finally {
      shared.__myportalTrackingSettings = before;
    }
    expect(performance.now() - startedAt).toBeLessThan(4_500);
  });
});

describe("a link without a signature", () => {
  it("that may be either of two that were sent leads to neither", async () => {
    const [one, other] = ["https://example.com/?q=a+b", "https://example.com/?q=a%20b"];
    const { trackingId } = await laySentMail({ links: [one, other] });
    const ask = async (url: string) => {
      const query = new URLSearchParams({ tid: trackingId, url });
      return (await door({ path: `/api/email-tracking/click?${query}` })).headers.get("location");
    };
    expect([await ask(one), await ask(other), await ask("https://EXAMPLE.com/?q=a b")]).toEqual([
      one,
      other,
      null,
    ]);
  });
});

describe("whose open it is", () => {
  it("the copy of one of our agents is never read", async () => {
    await database()
      .insert(users)
      .values({ id: "u1", name: "Ada", email: "ada@support.example", updatedAt: new Date() });
    const mail = await laySentMail({ recipients: [{ email: "Ada@support.example" }] });
    await load(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toMatchObject([{ visitClass: "self" }]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1, emailReadCount: 0 });
  });

  it("of several copies only the one opened counts, and the reply sums them up", async () => {
    const mail = await laySentMail({ recipients: [{}, { role: "cc" }] });
    await load(mail.trackingIds[1] ?? "");
    await load(mail.trackingIds[0] ?? "");
    await load(mail.trackingIds[1] ?? "");
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 1 });
    expect(await copyOf(mail.deliveryIds[1])).toMatchObject({ openCount: 2 });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 3 });
  });

  it("copies that share an id all count an open, their reply counts it once", async () => {
    const trackingId = "s".repeat(43);
    const mail = await laySentMail({ recipients: [{ trackingId }, { trackingId, role: "cc" }] });
    await load(trackingId);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 1, readCount: 1 });
    expect(await copyOf(mail.deliveryIds[1])).toMatchObject({ openCount: 1, readCount: 1 });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1, emailReadCount: 1 });
    expect(await eventsOf(trackingId)).toHaveLength(1);
    const { body } = await door({ path: `/api/email-tracking/status/${trackingId}` });
    expect(JSON.parse(body.toString())).toMatchObject({ open_count: 1, click_count: 0 });
  });
});

describe("what recipients chose", () => {
  it("after an opt-out nothing is recorded, also for mail sent before; allowing it again records", async () => {
    const mail = await laySentMail();
    await optOut(mail.requester.preferencesToken);
    await load(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toEqual([]);
    expect(await getPreferences(mail.requester.preferencesToken)).toEqual({
      maskedEmail: expect.stringMatching(/^.…@example\.org$/),
      consent: "opted_out",
      isTracked: false,
      ipStorage: "truncated",
      retentionDays: 365,
    });
    await choosePreference(mail.requester.preferencesToken, "allow");
    await setTracking({ tracking_mode: "consented" });
    await load(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
    const [contact] = await database().select().from(contacts).where(eq(contacts.id, mail.requester.id));
    expect(contact).toMatchObject({ consentSource: "preferences page", consentAt: expect.any(Date) });
  });

  it("one opt-out among those who share an id keeps all of them out", async () => {
    const trackingId = "o".repeat(43);
    const mail = await laySentMail({ recipients: [{}, { trackingId }, { trackingId, role: "cc" }] });
    const copy = await copyOf(mail.deliveryIds[2]);
    await database()
      .update(contacts)
      .set({ trackingConsent: "opted_out" })
      .where(eq(contacts.id, copy.contactId ?? 0));
    await load(trackingId);
    expect(await eventsOf(trackingId)).toEqual([]);
  });

  it("an opt-out holds for a program's mail that names no contact, by its address", async () => {
    const mail = await laySentMail();
    const { email } = await copyOf(mail.deliveryIds[0]);
    await database()
      .update(emailDeliveries)
      .set({ contactId: null, email: email.toUpperCase() })
      .where(eq(emailDeliveries.trackingId, mail.trackingId));
    await load(mail.trackingId);
    await optOut(mail.requester.preferencesToken);
    await load(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });

  it.each([["nonsense"], ["x".repeat(43)], [""]])("the token %j is nobody's", async (token) => {
    await expect(getPreferences(token)).rejects.toMatchObject({ code: "not_found" });
    await expect(optOut(token)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what is kept of the address", () => {
  it.each([
    ["truncated", "203.0.113.0"],
    ["full", "203.0.113.77"],
    ["none", null],
  ])("%s: %s", async (ip_storage, expected) => {
    await setTracking({ ip_storage });
    const mail = await laySentMail();
    await load(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toMatchObject([{ ipAddress: expected }]);
  });
});

describe("forwarding", () => {
  it("only what a person did waits for Plausible, and only while forwarding is on", async () => {
    await setTracking({ send_to_plausible: true });
    const mail = await laySentMail();
    await load(mail.trackingId, { "user-agent": "Mozilla/5.0" });
    await load(mail.trackingId, { "user-agent": "curl/8" });
    await setTracking({ send_to_plausible: false });
    await load(mail.trackingId, { "user-agent": "curl/8" });
    const statuses = (await eventsOf(mail.trackingId)).map((event) => [
      event.visitClass,
      event.plausibleStatus,
    ]);
    expect(statuses).toEqual([
      ["prefetch", "skipped"],
      ["human", "pending"],
      ["human", "skipped"],
    ]);
  });
});

describe("the detailed status", () => {
  it("lists opens with class and client, and every link with its clicks", async () => {
    const mail = await laySentMail({ links: ["https://a.example/", "https://b.example/"] });
    await load(mail.trackingId, { "user-agent": "Mozilla/5.0" });
    await load(mail.trackingId, { "user-agent": "Mozilla/5.0 (Windows NT 10.0) Thunderbird/128.0" });
    const clicked = `/api/email-tracking/click?tid=${mail.trackingId}&url=https://b.example/`;
    await door({ path: clicked });
    await allRecorded();
    const detail = await trackingDetail(mail.trackingId);
    expect(detail).toMatchObject({
      replyId: mail.replyId,
      ticketId: mail.ticketId,
      openCount: 2,
      readCount: 1,
      clickCount: 1,
      opensByClass: { prefetch: 1, human: 1 },
      clicks: [
        { url: "https://a.example/", count: 0, humanCount: 0, lastAt: null },
        { url: "https://b.example/", label: "Link 2", count: 1, humanCount: 1, lastAt: expect.any(Date) },
      ],
    });
    expect(detail.opens.map(({ client }) => client)).toEqual(["Thunderbird", "Apple Mail"]);
    await expect(trackingDetail("z".repeat(43))).rejects.toMatchObject({ code: "not_found" });
  });
});
