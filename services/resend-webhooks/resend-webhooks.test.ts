import { createServer, type Server } from "node:http";
import { Readable } from "node:stream";
import { count, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST } from "@/app/api/webhooks/resend/route";
import { database } from "@/db/client";
import { emailDeliveries, suppressedAddresses } from "@/db/schema/email";
import { inboundEmails, unfetchedEmails, webhookEvents } from "@/db/schema/inbound";
import { appState } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import { emailEvent, newWebhookSecret, sendWebhook, type WebhookFlaws } from "@/e2e/support/resend-webhooks";
import { listMailProblems } from "@/services/email-delivery/list-mail-problems";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { fetchLeftEmails } from "@/services/inbound-email/fetch-resend-email";
import { updateModule } from "@/services/integration-modules/update-module";
import { purgeWebhookEvents } from "./take-webhook";
import { checkResendTracking, resendTrackingProblem } from "./tracking-problem";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const system = { kind: "system", name: "Test", role: "admin" } as const;
const secret = newWebhookSecret();
let standIn: Awaited<ReturnType<typeof startResendStandIn>>;
let server: Server;
let url: string;

beforeAll(async () => {
  standIn = await startResendStandIn({
    domains: [{ name: "support.example.com", openTracking: false, clickTracking: false }],
  });
  // The real handler behind real HTTP: what is signed is what comes over the wire.
  server = createServer((request, response) => {
    const answered = POST(
      new Request("http://portal.test/api/webhooks/resend", {
        ...{ method: "POST", headers: request.headers as Record<string, string>, duplex: "half" },
        body: Readable.toWeb(request) as ReadableStream,
      }),
    );
    answered.then(async (answer) => response.writeHead(answer.status).end(await answer.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  await updateModule(system, "resend", {
    enabled: true,
    settings: {
      ...{ api_key: standIn.apiKey, base_url: standIn.url, webhook_secret: secret },
      mail_from: "Support <help@support.example.com>",
    },
  });
});
beforeEach(async () => {
  await database().delete(suppressedAddresses);
  await database().delete(appState);
});
afterAll(async () => {
  server.close();
  await standIn.close();
});

let emails = 0;

/** A mail that Resend took, to one person or to several as one message. */
async function sentMail(recipients: Parameters<typeof laySentMail>[0] = {}) {
  const emailId = `email-${++emails}`;
  const mail = await laySentMail(recipients);
  await database()
    .update(emailDeliveries)
    .set({ providerMessageId: emailId, transport: "resend" })
    .where(eq(emailDeliveries.ticketReplyId, mail.replyId));
  const to = (await copies(emailId)).filter(({ role }) => role === "to").map(({ email }) => email);
  return { emailId, to };
}

function copies(emailId: string) {
  return database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.providerMessageId, emailId))
    .orderBy(emailDeliveries.id);
}

type Mail = { emailId: string; to: string[] };
const eventOf = ({ emailId, to }: Mail, type: string, more: Record<string, unknown> = {}, at = new Date()) =>
  emailEvent(type, { id: emailId, to }, more, at);
const send = (event: Parameters<typeof sendWebhook>[1], flaws?: WebhookFlaws) =>
  sendWebhook({ url, secret }, event, flaws);
const tell = (mail: Mail, type: string, more: Record<string, unknown> = {}, flaws?: WebhookFlaws) =>
  send(eventOf(mail, type, more), flaws);
const hard = { bounce: { type: "Permanent", subType: "General", message: "550 5.1.1 no such user" } };
const soft = { bounce: { type: "Transient", subType: "MailboxFull", message: "452 4.2.2 full" } };
const stateOf = async ({ emailId }: Mail) =>
  (await copies(emailId)).map(({ status, failure }) => (failure ? `${status} (${failure})` : status));
const suppressed = async () =>
  (await database().select().from(suppressedAddresses)).map(({ email }) => email);
const events = async () => (await database().select({ n: count() }).from(webhookEvents))[0]?.n;

describe("an event of Resend's", () => {
  it.each([
    ["email.delivered", {}, "delivered", false],
    ["email.delivery_delayed", {}, "sent", false],
    ["email.bounced", hard, "bounced (bounced_hard)", true],
    ["email.bounced", soft, "bounced (bounced_soft)", false],
    [
      "email.bounced",
      { bounce: { type: "Undetermined", subType: "", message: "?" } },
      "bounced (bounced_soft)",
      false,
    ],
    ["email.bounced", {}, "bounced (bounced_soft)", false],
    ["email.complained", {}, "complained (complained)", true],
    ["email.failed", { failed: { reason: "reached_daily_quota" } }, "failed (provider)", false],
    ["email.suppressed", { suppressed: { type: "x", message: "On the list" } }, "failed (suppressed)", true],
    ["email.sent", {}, "sent", false],
    ["email.scheduled", {}, "sent", false],
    ["email.something_new", {}, "sent", false],
  ])("%s %j makes a copy %s", async (type, more, state, suppresses) => {
    const mail = await sentMail();
    expect(await tell(mail, type, more)).toMatchObject({ status: 200 });
    expect(await stateOf(mail)).toEqual([state]);
    expect(await suppressed()).toEqual(suppresses ? mail.to : []);
  });

  it("tells the Message-ID that went out in place of ours, once", async () => {
    const mail = await sentMail();
    await tell(mail, "email.sent", { message_id: "<0102@eu-west-1.amazonses.com>" });
    await tell(mail, "email.delivered", { message_id: "other@x" });
    expect(await copies(mail.emailId)).toMatchObject([
      { providerRfcMessageId: "0102@eu-west-1.amazonses.com", status: "delivered" },
    ]);
  });

  it("about mail that is not ours, or about no mail at all, is taken and does nothing", async () => {
    expect(
      (await tell({ emailId: "another-app's", to: ["x@example.com"] }, "email.bounced", hard)).status,
    ).toBe(200);
    expect((await send({ type: "domain.updated", created_at: "2026-11-24", data: { id: "1" } })).status).toBe(
      200,
    );
    expect((await send({ type: "contact.created", created_at: "nonsense", data: {} })).status).toBe(200);
    expect(await suppressed()).toEqual([]);
  });

  it("that is faster than the answer to our own request is asked for again", async () => {
    const mail = await sentMail();
    const [copy] = await copies(mail.emailId);
    await database()
      .update(emailDeliveries)
      .set({ status: "sending", handedOffAt: new Date(), providerMessageId: null })
      .where(eq(emailDeliveries.id, copy?.id ?? 0));
    const event = eventOf(mail, "email.delivered");
    expect((await send(event, { id: "msg_early" })).status).toBe(503);
    await database()
      .update(emailDeliveries)
      .set({ status: "sent", providerMessageId: mail.emailId })
      .where(eq(emailDeliveries.id, copy?.id ?? 0));
    expect((await send(event, { id: "msg_early" })).status).toBe(200);
    expect(await stateOf(mail)).toEqual(["delivered"]);
  });
});

describe("an event of a mail that was sent again", () => {
  it("is asked for again, too, while the id of the first attempt is all that is known", async () => {
    const mail = await sentMail();
    const [copy] = await copies(mail.emailId);
    await database()
      .update(emailDeliveries)
      .set({ status: "sending", handedOffAt: new Date() })
      .where(eq(emailDeliveries.id, copy?.id ?? 0));
    const again = { ...mail, emailId: `${mail.emailId}-again` };
    const event = eventOf(again, "email.bounced", hard);
    expect((await send(event, { id: "msg_again" })).status).toBe(503);
    await database()
      .update(emailDeliveries)
      .set({ status: "sent", providerMessageId: again.emailId })
      .where(eq(emailDeliveries.id, copy?.id ?? 0));
    expect((await send(event, { id: "msg_again" })).status).toBe(200);
    expect(await stateOf(again)).toEqual(["bounced (bounced_hard)"]);
  });
});

describe("mail that came in at Resend", () => {
  const raw = Buffer.from(
    "From: a@example.com\r\nTo: help@support.example.com\r\nSubject: Hi\r\n\r\nHello\r\n",
  );
  const taken = async () => (await database().select().from(inboundEmails)).map(({ size }) => size);

  it("is fetched and kept before the event counts as taken", async () => {
    const { id } = await standIn.receive(raw, ["help@support.example.com"]);
    expect(
      (await standIn.tell({ url, secret }, "email.received", "unknown-there", {}, { id: "msg_in" })).status,
    ).toBe(500);
    expect(await taken()).toEqual([]);
    expect((await standIn.tell({ url, secret }, "email.received", id, {}, { id: "msg_in" })).status).toBe(
      200,
    );
    expect(await taken()).toEqual([raw.length]);
    standIn.clear();
  });

  it("is a problem that is shown while it cannot be fetched, and is fetched when Resend has given up", async () => {
    await database().delete(unfetchedEmails);
    const { id } = await standIn.receive(raw, ["later@support.example.com"]);
    await updateModule(system, "resend", { settings: { api_key: standIn.sendingKey } });
    expect((await standIn.tell({ url, secret }, "email.received", id, {}, { id: "msg_late" })).status).toBe(
      500,
    );
    // Nothing has changed yet.
    expect(await fetchLeftEmails()).toBe(0);
    const [problem, ...others] = (await listMailProblems()).mailboxes;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ label: "Resend: 1 received mail", since: expect.any(Date) });
    expect(problem?.lastError).toMatch(
      /restricted_api_key: .* Give the portal an API key with full access\./,
    );
    await updateModule(system, "resend", { settings: { api_key: standIn.apiKey } });
    const before = (await taken()).length;
    expect(await fetchLeftEmails()).toBe(1);
    expect(await taken()).toHaveLength(before + 1);
    expect((await listMailProblems()).mailboxes).toEqual([]);
    standIn.clear();
  });

  it("is forgotten when it could not be fetched for thirty days", async () => {
    await database()
      .insert(unfetchedEmails)
      .values({
        ...{ emailId: "long-gone", lastError: "not_found" },
        failingSince: new Date(Date.now() - 31 * 24 * 3_600_000),
      });
    expect(await fetchLeftEmails()).toBe(0);
    expect(await database().select().from(unfetchedEmails)).toEqual([]);
  });
});

describe("a message that several people share", () => {
  const three = { recipients: [{}, { role: "cc" as const }, { role: "bcc" as const }] };

  it("has the copy bounce that the event, or the server's words, name", async () => {
    const mail = await sentMail(three);
    const [first, second] = await copies(mail.emailId);
    await tell({ ...mail, to: [`X <${second?.email.toUpperCase()}>`] }, "email.bounced", hard);
    expect(await stateOf(mail)).toEqual(["sent", "bounced (bounced_hard)", "sent"]);
    const words = {
      bounce: { ...hard.bounce, message: `smtp; 550 <${first?.email}>: unknown, not x${second?.email}` },
    };
    await tell({ ...mail, to: [first?.email ?? "", second?.email ?? ""] }, "email.bounced", words);
    expect(await stateOf(mail)).toEqual(["bounced (bounced_hard)", "bounced (bounced_hard)", "sent"]);
    expect((await suppressed()).sort()).toEqual([first?.email, second?.email].sort());
  });

  it("does not blame whom it is addressed to for the copy of somebody else that came back", async () => {
    // As Resend names them: the mail's To header, whoever of its recipients it is about.
    for (const [type, more] of [
      ["email.bounced", hard],
      ["email.complained", {}],
      ["email.suppressed", { suppressed: { type: "x", message: "On the list" } }],
    ] as const) {
      const mail = await sentMail(three);
      await tell(mail, type, more);
      expect(await stateOf(mail)).toEqual(Array(3).fill("bounced (bounced_soft)"));
    }
    expect(await suppressed()).toEqual([]);
    const mail = await sentMail(three);
    const cc = (await copies(mail.emailId))[1]?.email;
    await tell(mail, "email.bounced", {
      bounce: { ...hard.bounce, message: `smtp; 550 5.1.1 <${cc}>: no such user` },
    });
    expect(await stateOf(mail)).toEqual(["sent", "bounced (bounced_hard)", "sent"]);
    expect(await suppressed()).toEqual([cc]);
  });

  it("does not blame the first of those who only get copies either, whom the To header names", async () => {
    const mail = await sentMail({ recipients: [{ role: "cc" }, { role: "cc" }] });
    const [first] = await copies(mail.emailId);
    await tell({ ...mail, to: [first?.email ?? ""] }, "email.bounced", hard);
    expect(await stateOf(mail)).toEqual(Array(2).fill("bounced (bounced_soft)"));
    expect(await suppressed()).toEqual([]);
  });

  it("suppresses nobody when it cannot be told whose copy it was", async () => {
    const mail = await sentMail(three);
    await tell({ ...mail, to: ["somebody.else@example.com"] }, "email.bounced", hard);
    expect(await stateOf(mail)).toEqual(Array(3).fill("bounced (bounced_soft)"));
    expect((await copies(mail.emailId))[0]?.lastError).toContain("One of 3 recipients");
    expect(await suppressed()).toEqual([]);
  });
});

describe("what is not signed by Resend, or not now", () => {
  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, (body: string) => WebhookFlaws]>([
    ["another secret", () => ({ secret: newWebhookSecret() })],
    ["an old time, rightly signed", () => ({ timestamp: now() - 301 })],
    ["a time to come, rightly signed", () => ({ timestamp: now() + 310 })],
    ["another body than the signed one", (body) => ({ sentBody: body.replace("delivered", "bounced") })],
    ["a body with a blank more", (body) => ({ sentBody: `${body} ` })],
    ["no signature", () => ({ signature: "" })],
    ["a signature that is none", () => ({ signature: "v1,AAAA" })],
    ["a signature of another version", () => ({ signature: "v2,AAAA" })],
    ["an id that was not signed", () => ({ id: "x".repeat(300) })],
  ])("is refused: %s", async (_case, flawsOf) => {
    const mail = await sentMail();
    const before = await events();
    const event = eventOf(mail, "email.delivered");
    expect((await send(event, flawsOf(JSON.stringify(event)))).status).toBe(401);
    expect(await stateOf(mail)).toEqual(["sent"]);
    expect(await events()).toBe(before);
  });

  it("is refused without headers, when too large, and when it is signed and unreadable", async () => {
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(401);
    const large = { method: "POST", body: "y".repeat(1024 * 1024 + 1) };
    expect((await POST(new Request("http://portal.test", large))).status).toBe(413);
    expect((await send("{not json")).status).toBe(400);
    expect((await send('"text"')).status).toBe(400);
    expect((await send("{}")).status).toBe(400);
  });

  it("is kept waiting while the portal has no secret, which sends it again later", async () => {
    await updateModule(system, "resend", { settings: { webhook_secret: null } });
    const answer = await send(eventOf({ emailId: "x", to: [] }, "email.sent"));
    expect(answer.status).toBe(503);
    expect(answer.text).toContain("webhook signing secret");
    await updateModule(system, "resend", { settings: { webhook_secret: secret } });
  });
});

describe("the same event again", () => {
  it("does nothing, also when both come at once", async () => {
    const mail = await sentMail();
    const flaws = { id: "msg_twice" };
    const event = eventOf(mail, "email.bounced", soft);
    const answers = await Promise.all([send(event, flaws), send(event, flaws), send(event, flaws)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await send(event, flaws)).toMatchObject({ status: 200, text: expect.stringContaining("Known") });
    expect(await stateOf(mail)).toEqual(["bounced (bounced_soft)"]);
  });

  it("is done when the first time broke off before it was remembered", async () => {
    const mail = await sentMail();
    const flaws = { id: "msg_crashed" };
    await send(eventOf(mail, "email.delivered"), flaws);
    // As a crash between the work and its note leaves it.
    await database().delete(webhookEvents).where(eq(webhookEvents.eventId, flaws.id));
    expect((await send(eventOf(mail, "email.delivered"), flaws)).text).toContain("Taken");
    expect(await stateOf(mail)).toEqual(["delivered"]);
  });

  it("is remembered for 30 days", async () => {
    await tell(await sentMail(), "email.delivered", {}, { id: "msg_old" });
    const age = (days: number) =>
      database()
        .update(webhookEvents)
        .set({ receivedAt: sql`UTC_TIMESTAMP(6) - INTERVAL ${days} DAY` })
        .where(eq(webhookEvents.eventId, "msg_old"));
    await age(29);
    expect(await purgeWebhookEvents()).toBe(0);
    await age(31);
    expect(await purgeWebhookEvents()).toBe(1);
  });
});

describe("events in any order", () => {
  const known: [string, Record<string, unknown>][] = [
    ["email.sent", {}],
    ["email.delivered", {}],
    ["email.delivery_delayed", {}],
    ["email.bounced", soft],
    ["email.bounced", hard],
    ["email.complained", {}],
    ["email.failed", { failed: { reason: "reached_daily_quota" } }],
    ["email.suppressed", { suppressed: { type: "x", message: "On the list" } }],
    ["email.opened", {}],
  ];

  it("come to the same state", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .subarray(known, { minLength: 2 })
          .chain((chosen) =>
            fc.tuple(
              fc.constant(chosen),
              fc.shuffledSubarray(chosen, { minLength: chosen.length }),
              fc.array(fc.constantFrom(...chosen), { maxLength: 2 }),
            ),
          ),
        async ([inOrder, shuffled, again]) => {
          const states = [];
          for (const sequence of [inOrder, [...shuffled, ...again]]) {
            const mail = await sentMail();
            for (const [type, more] of sequence) expect((await tell(mail, type, more)).status).toBe(200);
            const [copy] = await copies(mail.emailId);
            const isSuppressed = (await suppressed()).includes(copy?.email ?? "");
            states.push({ status: copy?.status, failure: copy?.failure, isSuppressed });
          }
          expect(states[1]).toEqual(states[0]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("Resend's own tracking", () => {
  it("is a problem once it sends events of it, and for three days after the last", async () => {
    expect(await resendTrackingProblem()).toBeNull();
    await tell({ emailId: "another-app's", to: [] }, "email.opened");
    expect(await resendTrackingProblem()).toBeNull();
    const mail = await sentMail();
    await tell(mail, "email.clicked", {
      click: { link: "https://example.com", ipAddress: "", timestamp: "", userAgent: "" },
    });
    expect(await resendTrackingProblem()).toMatchObject({ opens: false, clicks: true, source: "events" });
    expect((await listMailProblems()).resendTracking).toMatchObject({ clicks: true });
    expect(await stateOf(mail)).toEqual(["sent"]);
    expect(await resendTrackingProblem(new Date(Date.now() + 4 * 24 * 3_600_000))).toBeNull();
  });

  it("is a problem while the domain's settings say so, as long as the key may read them", async () => {
    const [domain] = standIn.domains;
    if (!domain) throw new Error("no domain");
    domain.openTracking = true;
    await checkResendTracking();
    expect(await resendTrackingProblem()).toMatchObject({ opens: true, clicks: false, source: "settings" });
    domain.openTracking = false;
    await checkResendTracking();
    expect(await resendTrackingProblem()).toBeNull();
    domain.openTracking = true;
    await updateModule(system, "resend", { settings: { api_key: standIn.sendingKey } });
    await checkResendTracking();
    expect(await resendTrackingProblem()).toBeNull();
    await updateModule(system, "resend", { settings: { api_key: standIn.apiKey } });
  });
});
