import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailDeliveryEvents } from "@/db/schema/email";
import { integrationModules } from "@/db/schema/integration-modules";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import { createUser } from "@/services/auth/create-user";
import type { SignedInUser } from "@/services/auth/get-actor";
import { updateModule } from "@/services/integration-modules/update-module";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { claimDeliveries } from "./claim-deliveries";
import { listMailProblems } from "./list-mail-problems";
import { previewTracking } from "./preview-tracking";
import { retryDelivery } from "./retry-delivery";
import { sendEmail } from "./send-email";
import { takeOverExpired } from "./take-over-expired";
import { aTicket, copiesOf, deliverDue, makeDue, setTracking, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";
import { resumeTransport } from "./transports/pause-transport";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

let resend: Awaited<ReturnType<typeof startResendStandIn>>;
beforeAll(async () => {
  resend = await startResendStandIn();
  Object.assign(process.env, { RESEND_API_KEY: resend.apiKey, RESEND_BASE_URL: resend.url });
  await setTracking({});
});
beforeEach(() => resend.clear());
afterAll(async () => {
  closeActiveTransport();
  await resend.close();
});

const html = `<p>Hello, <a href="https://shop.example/order">your order</a></p>`;

async function aReply(cc: string[] = []) {
  const { ticketId, requester } = await aTicket();
  const { replyId } = await replyToTicket(system, { ticketId, html, cc: cc.map((email) => ({ email })) });
  return { replyId, requester };
}

describe("a reply over Resend", () => {
  it("carries its names, its thread and a key of its own, and keeps the id that Resend gave it", async () => {
    const { replyId, requester } = await aReply();
    await deliverDue();
    const [copy] = await copiesOf(replyId);
    expect(resend.emails).toHaveLength(1);
    const [{ id, idempotencyKey, body }] = resend.emails as [(typeof resend.emails)[number]];
    expect(copy).toMatchObject({ status: "sent", transport: "resend", providerMessageId: id });
    expect(idempotencyKey).toMatch(new RegExp(`^delivery-${copy?.id}-[0-9a-z]+\\.[0-9a-f]{32}$`));
    expect(body).toMatchObject({ from: '"Support" <support@example.com>', to: [requester] });
    expect(body.headers).toMatchObject({ "Message-ID": expect.stringMatching(/^<.+@example\.com>$/) });
    expect(body.reply_to).toMatch(/^support\+t\d+\.[0-9a-f]{20}@example\.com$/);
    expect(body.html).toContain(`pixel/${copy?.trackingId}.gif`);
    expect(body.text).toContain("your order https://shop.example/order");
  });

  it("goes out although a mail of the same number went before, from a database that was restored since", async () => {
    const before = await aReply();
    await deliverDue();
    const [lost] = await copiesOf(before.replyId);
    if (!lost) throw new Error("no copy");
    const { replyId, requester } = await aReply();
    // Histories name their copies: they go first.
    await database().delete(emailDeliveryEvents);
    await database().delete(emailDeliveries).where(eq(emailDeliveries.id, lost.id));
    await database()
      .update(emailDeliveries)
      .set({ id: lost.id })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    await deliverDue();
    expect((await copiesOf(replyId))[0]).toMatchObject({ id: lost.id, status: "sent" });
    expect(resend.emails.map(({ body }) => body.to)).toEqual([[before.requester], [requester]]);
  });

  it("to several people is one message with one shared id, and its copies are marked together", async () => {
    const { replyId, requester } = await aReply(["bob@example.com", "cy@example.com"]);
    await deliverDue();
    expect(resend.emails).toHaveLength(1);
    expect(resend.emails[0]?.body).toMatchObject({
      to: [requester],
      cc: ["bob@example.com", "cy@example.com"],
    });
    const copies = await copiesOf(replyId);
    expect(copies.map((copy) => copy.status)).toEqual(["sent", "sent", "sent"]);
    expect(new Set(copies.map((copy) => copy.trackingId)).size).toBe(1);
    expect(copies[0]?.trackingId).not.toBeNull();
  });

  it("answers a mail under the Message-ID that Resend gave it, which is the one its recipient has", async () => {
    const { ticketId } = await aTicket();
    const first = await replyToTicket(system, { ticketId, html });
    await deliverDue();
    const sent = resend.emails[0]?.body.headers as Record<string, string> | undefined;
    const own = sent?.["Message-ID"];
    await database()
      .update(emailDeliveries)
      .set({ providerRfcMessageId: "given@eu-west-1.amazonses.com" })
      .where(eq(emailDeliveries.ticketReplyId, first.replyId));
    await replyToTicket(system, { ticketId, html });
    await deliverDue();
    expect(resend.emails[1]?.body.headers).toMatchObject({
      "In-Reply-To": "<given@eu-west-1.amazonses.com>",
      References: `${own} <given@eu-west-1.amazonses.com>`,
    });
  });

  it("to blind copies only names none of them to another", async () => {
    const { ticketId, requester } = await aTicket();
    const bcc = ["eve@example.com", "fay@example.com"];
    const { replyId } = await replyToTicket(system, { ticketId, html, bcc: bcc.map((email) => ({ email })) });
    await database()
      .update(emailDeliveries)
      .set({ status: "failed", failure: "suppressed", nextAttemptAt: null })
      .where(and(eq(emailDeliveries.ticketReplyId, replyId), eq(emailDeliveries.email, requester)));
    await deliverDue();
    expect(resend.emails.map(({ body }) => [body.to, body.cc, body.bcc]).sort()).toEqual(
      bcc.map((email) => [[email], undefined, undefined]),
    );
    const copies = await copiesOf(replyId);
    expect(copies.map(({ status }) => status)).toEqual(["failed", "sent", "sent"]);
    expect(new Set(copies.map(({ providerMessageId }) => providerMessageId)).size).toBe(3);
  });

  it("to a copy and a blind copy only is addressed to the one that is visible", async () => {
    const { ticketId, requester } = await aTicket();
    const { replyId } = await replyToTicket(system, {
      ...{ ticketId, html },
      ...{ cc: [{ email: "bob@example.com" }], bcc: [{ email: "eve@example.com" }] },
    });
    await database()
      .update(emailDeliveries)
      .set({ status: "failed", failure: "suppressed", nextAttemptAt: null })
      .where(and(eq(emailDeliveries.ticketReplyId, replyId), eq(emailDeliveries.email, requester)));
    await deliverDue();
    expect(resend.emails.map(({ body }) => [body.to, body.cc, body.bcc])).toEqual([
      [["bob@example.com"], undefined, ["eve@example.com"]],
    ]);
  });

  it("is not tracked for anybody when one of those who share it has opted out", async () => {
    await database()
      .insert(contacts)
      .values({ email: "out@example.com", trackingConsent: "opted_out", preferencesToken: "o".repeat(43) });
    const { replyId } = await aReply(["out@example.com"]);
    await deliverDue();
    expect((await copiesOf(replyId)).map((copy) => copy.trackingId)).toEqual([null, null]);
    expect(resend.emails[0]?.body.html).not.toContain("email-tracking");
  });

  it("is not tracked for anybody either when one of them opts out before it leaves", async () => {
    const { replyId, requester } = await aReply(["bob@example.com"]);
    await database()
      .update(contacts)
      .set({ trackingConsent: "opted_out" })
      .where(eq(contacts.email, requester));
    await deliverDue();
    expect((await copiesOf(replyId)).map((copy) => copy.trackingId)).toEqual([null, null]);
    expect(resend.emails[0]?.body.html).not.toMatch(/email-tracking|lets us know/);
  });

  it("is announced so to the agent who writes it", async () => {
    const { userId } = await createUser(system, { name: "Ben", email: "ben@example.com" });
    const agent: SignedInUser = {
      ...{ kind: "user", userId, name: "Ben", email: "ben@example.com", role: "agent" },
      mustChangePassword: false,
    };
    const ask = (recipients: string[]) => previewTracking(agent, { ticketId: null, html, recipients });
    expect(await ask(["bob@example.com", "new@example.com"])).toMatchObject({ shared: true, exempt: [] });
    const both = ["bob@example.com", "out@example.com"];
    expect(await ask(both)).toMatchObject({ shared: true, exempt: both });
    expect(await ask(["bob@example.com"])).toMatchObject({ shared: false, exempt: [] });
  });

  it("goes out as separate messages, each with its own id, when the admin chose so", async () => {
    const choose = (settings: object) =>
      database().update(integrationModules).set({ settings }).where(eq(integrationModules.slug, "resend"));
    await choose({ separate_messages: true });
    const { replyId } = await aReply(["bob@example.com"]);
    await deliverDue();
    await choose({});
    expect(resend.emails.map(({ body }) => [body.to].flat().length)).toEqual([1, 1]);
    expect(resend.emails.every(({ body }) => body.cc === undefined)).toBe(true);
    expect(new Set((await copiesOf(replyId)).map((copy) => copy.trackingId)).size).toBe(2);
  });
});

describe("an answer of Resend", () => {
  it.each([
    [
      "429 rate_limit_exceeded",
      { status: 429, body: { name: "rate_limit_exceeded", statusCode: 429, message: "Slow" } },
    ],
    [
      "409 concurrent",
      { status: 409, body: { name: "concurrent_idempotent_requests", statusCode: 409, message: "Busy" } },
    ],
    [
      "500 application_error",
      { status: 500, body: { name: "application_error", statusCode: 500, message: "Oops" } },
    ],
    ["502 that is no JSON", { status: 502, body: "<html>Bad gateway</html>" }],
    ["502 in a gateway's own JSON", { status: 502, body: { message: "Internal server error" } }],
    ["503 in JSON that says nothing", { status: 503, body: {} }],
    ["403 that is a firewall's page", { status: 403, body: "<html>Attention required</html>" }],
    ["408 that is a proxy's page", { status: 408, body: "<html>Request timeout</html>" }],
    ["408 in JSON", { status: 408, body: { name: "timeout", statusCode: 408, message: "Too slow" } }],
    ["200 without an id", { status: 200, body: {} }],
    ["200 without an id, after it took the mail", { status: 200, body: {}, accept: true }],
    ["a lost connection", { status: 200, hangUp: true }],
    ["a lost connection after it took the mail", { status: 200, hangUp: true, accept: true }],
  ])("of %s is followed by the same bytes under the same key, and one mail", async (_name, forced) => {
    const { replyId } = await aReply(["bob@example.com"]);
    resend.answerNext(forced);
    await deliverDue();
    expect((await copiesOf(replyId)).map((copy) => copy.status)).toEqual(["queued", "queued"]);
    await makeDue();
    await deliverDue();
    expect((await copiesOf(replyId)).map((copy) => copy.status)).toEqual(["sent", "sent"]);
    const [first, second] = resend.requests;
    expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
    expect(second?.rawBody).toBe(first?.rawBody);
    expect(resend.emails).toHaveLength(1);
  });

  it("that asks to wait is waited for", async () => {
    const { replyId } = await aReply();
    const body = { name: "rate_limit_exceeded", statusCode: 429, message: "Slow" };
    resend.answerNext({ status: 429, body, headers: { "retry-after": "90" } });
    await deliverDue();
    const [copy] = await copiesOf(replyId);
    expect(copy?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 80_000);
  });

  it("that asks to wait until a moment in seconds since 1970, as gateways do, is not waited for until 2080", async () => {
    const { replyId } = await aReply();
    const body = { name: "rate_limit_exceeded", statusCode: 429, message: "Slow" };
    const reset = String(Math.floor(Date.now() / 1000) + 5);
    resend.answerNext({ status: 429, body, headers: { "ratelimit-reset": reset } });
    await deliverDue();
    const [copy] = await copiesOf(replyId);
    const hours = ((copy?.nextAttemptAt?.getTime() ?? 0) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThan(30);
  });

  it.each([
    [422, "validation_error", "Invalid `to` field.", "invalid_address"],
    [403, "validation_error", "The example.com domain is not verified.", "rejected"],
    [422, "invalid_attachment", "Attachment is not readable", "rejected"],
  ])(
    "of %i %s is final, for all who share the message, with its words; a retry sends it anew",
    async (status, name, message, failure) => {
      const { replyId } = await aReply(["bob@example.com"]);
      resend.answerNext({ status, body: { name, statusCode: status, message } });
      await deliverDue();
      const failed = await copiesOf(replyId);
      expect(failed.map((copy) => copy.status)).toEqual(["failed", "failed"]);
      expect(failed[0]).toMatchObject({ lastError: `${name}: ${message}`, failure });
      await retryDelivery(system, failed[1]?.id ?? 0);
      await deliverDue();
      expect((await copiesOf(replyId)).map((copy) => copy.status)).toEqual(["sent", "sent"]);
      expect(resend.emails).toHaveLength(1);
    },
  );

  it("that the sender is wrong is mended by another sender and a retry, and answers come there", async () => {
    const { replyId } = await aReply();
    const message = "The example.com domain is not verified.";
    resend.answerNext({ status: 403, body: { name: "validation_error", statusCode: 403, message } });
    await deliverDue();
    await updateModule(system, "resend", { settings: { mail_from: "Support <help@verified.example>" } });
    const [failed] = await copiesOf(replyId);
    await retryDelivery(system, failed?.id ?? 0);
    await deliverDue();
    await updateModule(system, "resend", { settings: { mail_from: null } });
    expect((await copiesOf(replyId))[0]?.status).toBe("sent");
    expect(resend.emails[0]?.body).toMatchObject({
      from: '"Support" <help@verified.example>',
      reply_to: expect.stringMatching(/^help\+t\d+\.[0-9a-f]{20}@verified\.example$/),
    });
  });

  it("that never came has the mail sent again as it was, whatever the sender is now", async () => {
    const { replyId } = await aReply(["bob@example.com"]);
    resend.answerNext({ status: 200, hangUp: true, accept: true });
    await deliverDue();
    await database()
      .update(emailDeliveries)
      .set({ status: "uncertain", nextAttemptAt: null })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    await updateModule(system, "resend", { settings: { mail_from: "Support <help@verified.example>" } });
    const [copy] = await copiesOf(replyId);
    await retryDelivery(system, copy?.id ?? 0);
    await deliverDue();
    await updateModule(system, "resend", { settings: { mail_from: null } });
    expect((await copiesOf(replyId)).map(({ status }) => status)).toEqual(["sent", "sent"]);
    expect(resend.emails).toHaveLength(1);
  });

  it.each([
    [429, "daily_quota_exceeded", "quota"],
    [403, "invalid_api_key", "authentication"],
    [401, "restricted_api_key", "authentication"],
  ])(
    "of %i %s pauses the transport: mail waits, no attempt is burned, an admin sees it",
    async (status, name, kind) => {
      const { replyId } = await aReply(["bob@example.com"]);
      resend.answerNext({ status, body: { name, statusCode: status, message: "No" } });
      await deliverDue();
      expect(await copiesOf(replyId)).toMatchObject([
        { status: "queued", attempts: 0, handedOffAt: null, triedSince: null },
        { status: "queued", attempts: 0 },
      ]);
      expect((await listMailProblems()).transports).toMatchObject([
        { name: "resend", kind, detail: `${name}: No` },
      ]);
      const other = await aReply();
      await deliverDue();
      expect(
        (await sendEmail({ subject: "x", recipients: ["y@example.com"], htmlBody: "x" })).eventMetadata
          .status,
      ).toBe("queued");
      expect(resend.requests).toHaveLength(1);
      await resumeTransport(system, "resend");
      for (let round = 0; round < 3; round++) await deliverDue();
      expect((await listMailProblems()).transports).toEqual([]);
      for (const id of [replyId, other.replyId])
        expect((await copiesOf(id)).every((copy) => copy.status === "sent")).toBe(true);
    },
  );

  it("that the key is wrong holds until the settings change, and then mail goes at once", async () => {
    const { replyId } = await aReply();
    await updateModule(system, "resend", { settings: { api_key: "re_wrong" } });
    await deliverDue();
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("queued");
    expect(resend.requests).toHaveLength(1);
    await updateModule(system, "resend", { settings: { api_key: null } });
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("sent");
  });

  it("that the key was used for other bytes leaves it uncertain: what went out under it is not known", async () => {
    const { replyId } = await aReply();
    const body = { name: "invalid_idempotent_request", statusCode: 409, message: "Same key, other payload" };
    resend.answerNext({ status: 409, body });
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("uncertain");
  });
});

describe("a worker that dies between the hand-off and Resend's answer", () => {
  const die = async (replyId: number, hours: number) => {
    await claimDeliveries(10, { wholeMessages: true });
    await database()
      .update(emailDeliveries)
      .set({
        leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND`,
        handedOffAt: sql`UTC_TIMESTAMP(6) - INTERVAL ${hours} HOUR`,
        transport: "resend",
      })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    await takeOverExpired();
  };

  it("leaves a mail that is sent again under its key, which Resend recognises", async () => {
    const { replyId } = await aReply();
    await die(replyId, 1);
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("sent");
  });

  it("leaves a message to several people that is sent again as the one it was, however little is taken over at a time", async () => {
    const { replyId } = await aReply(["bob@example.com", "cy@example.com"]);
    resend.answerNext({ status: 200, hangUp: true, accept: true });
    await deliverDue();
    await makeDue();
    await claimDeliveries(10, { wholeMessages: true });
    const expired = sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND`;
    await database()
      .update(emailDeliveries)
      .set({ leaseUntil: expired })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    for (let round = 0; round < 2; round++) {
      await takeOverExpired(2);
      await deliverDue();
    }
    expect((await copiesOf(replyId)).map(({ status }) => status)).toEqual(["sent", "sent", "sent"]);
    expect(resend.emails).toHaveLength(1);
  });

  it("leaves it uncertain once Resend has forgotten the key", async () => {
    const { replyId } = await aReply();
    await die(replyId, 24);
    await makeDue();
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("uncertain");
    const [copy] = await copiesOf(replyId);
    expect(
      resend.requests.some(({ idempotencyKey }) => idempotencyKey?.startsWith(`delivery-${copy?.id}-`)),
    ).toBe(false);
  });
});

describe("copies that were queued for another transport", () => {
  it("come to share an id when they leave as one message after all", async () => {
    const { replyId } = await aReply(["bob@example.com"]);
    const [first, second] = await copiesOf(replyId);
    await database()
      .update(emailDeliveries)
      .set({ trackingId: "x".repeat(43) })
      .where(eq(emailDeliveries.id, second?.id ?? 0));
    await deliverDue();
    expect((await copiesOf(replyId)).map((copy) => copy.trackingId)).toEqual([
      first?.trackingId,
      first?.trackingId,
    ]);
  });
});
