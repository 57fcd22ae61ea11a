import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import {
  emailDeliveries,
  emailDeliveryEvents,
  emailLinks,
  emailMessages,
  emailTrackingEvents,
  mailTransports,
  suppressedAddresses,
} from "@/db/schema/email";
import { contactErasures, retiredTrackingIds } from "@/db/schema/privacy";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { createApiKey } from "@/services/api-keys/create-api-key";
import type { Actor } from "@/services/auth/actor";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { queueEmail } from "@/services/email-delivery/queue-email";
import { eventWriter } from "@/services/email-tracking/recording/process-event-writer";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { copyOf, eventsOf, replyOf, setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { trackingEvent } from "@/services/email-tracking/testing/tracking-event";
import { runOnce } from "@/services/idempotency/run-once";
import { openTicket } from "@/services/tickets/open-ticket";
import { exportContact } from "./export-contact";
import { runErasure } from "./run-erasure";
import { startErasure } from "./start-erasure";
import { sweepErasures } from "./sweep-erasures";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const admin: Actor = { kind: "system", name: "Test admin", role: "admin" };
const agent: Actor = { kind: "user", userId: "a", name: "Agent", email: "a@example.com", role: "agent" };

const ask = (url: string) =>
  handleTrackingRequest({
    method: "GET",
    url,
    ip: "203.0.113.77",
    headers: {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
      referrer: null,
      secFetchSite: null,
      secPurpose: null,
      purpose: null,
      xMoz: null,
      dnt: null,
      secGpc: null,
    },
  });

async function open(trackingId: string, times = 1) {
  for (let time = 0; time < times; time++) await ask(`/api/email-tracking/pixel/${trackingId}.gif`);
  await eventWriter().drain();
}

async function erase(contactId: number, strength: "tracking" | "contact") {
  const { id } = await startErasure(admin, contactId, strength);
  expect(await runErasure(id)).toBe(true);
  return id;
}

async function contactRow(id: number) {
  const [row] = await database().select().from(contacts).where(eq(contacts.id, id));
  if (!row) throw new Error("no such contact");
  return row;
}

beforeEach(() => setTracking());

describe("erasing what tracking recorded", () => {
  it("removes events and counts, and the reply is not read any more", async () => {
    const mail = await laySentMail();
    await open(mail.trackingId, 3);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 3, emailReadCount: 3 });
    await erase(mail.requester.id, "tracking");
    expect(await eventsOf(mail.trackingId)).toEqual([]);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({
      ...{ trackingId: null, openCount: 0, readCount: 0, clickCount: 0 },
      ...{ openedAt: null, readAt: null, readEvidence: null, email: mail.requester.email },
    });
    expect(await replyOf(mail.replyId)).toMatchObject({
      ...{ emailTrackingId: null, emailOpenCount: 0, emailReadCount: 0, emailClickCount: 0 },
      ...{ emailOpenedAt: null, emailReadAt: null },
      emailSentAt: expect.any(Date),
    });
  });

  it("leaves what other recipients of the reply did", async () => {
    const mail = await laySentMail({ recipients: [{}, { role: "cc" }] });
    await open(mail.trackingIds[0] ?? "", 2);
    await open(mail.trackingIds[1] ?? "", 1);
    await erase(mail.requester.id, "tracking");
    expect(await replyOf(mail.replyId)).toMatchObject({
      ...{ emailTrackingId: mail.trackingIds[1], emailOpenCount: 1, emailReadCount: 1 },
    });
    expect(await eventsOf(mail.trackingIds[1] ?? "")).toHaveLength(1);
    await open(mail.trackingIds[1] ?? "", 1);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 2 });
  });

  it("removes the events of an id that several people share for all of them", async () => {
    const trackingId = "S".repeat(43);
    const mail = await laySentMail({ recipients: [{ trackingId }, { trackingId, role: "cc" }] });
    await open(trackingId, 2);
    await erase(mail.requester.id, "tracking");
    expect(await eventsOf(trackingId)).toEqual([]);
    expect(await copyOf(mail.deliveryIds[1])).toMatchObject({ trackingId: null, openCount: 0, readAt: null });
  });

  it("late events of an erased id store nothing, and its links go on working", async () => {
    const long = `https://example.com/?q=${"x".repeat(2000)}`;
    const mail = await laySentMail({ links: ["https://example.com/?a=1&b=2", long] });
    await erase(mail.requester.id, "tracking");
    await open(mail.trackingId);
    const unsigned = await ask(
      `/api/email-tracking/click?tid=${mail.trackingId}&url=${encodeURIComponent("https://example.com/?a=1&b=2")}`,
    );
    expect(unsigned?.location).toBe("https://example.com/?a=1&b=2");
    const numbered = await ask(`/api/email-tracking/click?tid=${mail.trackingId}&link=2&sig=x`);
    expect(numbered?.location).toBe(long);
    // As a journal would be replayed.
    await eventWriter().record(trackingEvent(mail.trackingId), 1000);
    expect(await eventsOf(mail.trackingId)).toEqual([]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 0, emailReadAt: null });
    await sweepErasures(-1);
    const swept = await ask(`/api/email-tracking/click?tid=${mail.trackingId}&link=2&sig=x`);
    expect(swept?.location).toBe(long);
  });

  it("an event that was being written at that moment is swept away, and then the ids are forgotten", async () => {
    const mail = await laySentMail();
    const erasureId = await erase(mail.requester.id, "tracking");
    // What a writer that had read the copies before the erasure leaves behind.
    await database()
      .insert(emailTrackingEvents)
      .values({
        ...{ trackingId: mail.trackingId, eventType: "open", occurredAt: new Date() },
        deliveryId: mail.deliveryIds[0],
        ...{ visitClass: "human", visitReason: "none", plausibleStatus: "skipped" },
      });
    await database()
      .update(emailDeliveries)
      .set({ openCount: 1, readCount: 1, readAt: new Date(), openedAt: new Date(), readEvidence: "open" })
      .where(eq(emailDeliveries.id, mail.deliveryIds[0] ?? 0));
    await database()
      .update(ticketReplies)
      .set({ emailOpenCount: 1, emailReadAt: new Date() })
      .where(eq(ticketReplies.id, mail.replyId));
    expect(await sweepErasures(60)).toBe(0);
    await sweepErasures(-1);
    expect(await eventsOf(mail.trackingId)).toEqual([]);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 0, readAt: null });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 0, emailReadAt: null });
    const retired = await database()
      .select()
      .from(retiredTrackingIds)
      .where(eq(retiredTrackingIds.messageId, mail.messageId));
    expect(retired).toMatchObject([{ trackingId: null, erasureId: null }]);
    const [erasure] = await database()
      .select()
      .from(contactErasures)
      .where(eq(contactErasures.id, erasureId));
    expect(erasure?.sweptAt).toBeInstanceOf(Date);
  });

  it("under opens that go on and on ends with nothing, and no open fails", async () => {
    const mail = await laySentMail({ recipients: [{}, { role: "cc" }] });
    const [own = "", other = ""] = mail.trackingIds;
    let going = true;
    let opens = 0;
    const crowd = Array.from({ length: 20 }, async () => {
      while (going) {
        for (const id of [own, other]) {
          const answer = await ask(`/api/email-tracking/pixel/${id}.gif`);
          expect(answer?.status).toBe(200);
        }
        opens++;
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await erase(mail.requester.id, "tracking");
    await new Promise((resolve) => setTimeout(resolve, 300));
    going = false;
    await Promise.all(crowd);
    await eventWriter().drain();
    await sweepErasures(-1);
    expect(await eventsOf(own)).toEqual([]);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 0, readCount: 0, readAt: null });
    expect(await copyOf(mail.deliveryIds[1])).toMatchObject({ openCount: opens, readCount: opens });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: opens, emailReadCount: opens });
  });

  it("a mail that waits to be sent is sent untracked, and so is every later one", async () => {
    const { ticketId } = await openTicket(admin, {
      subject: "Hello",
      requester: { email: "waiting@example.org", name: "Wanda Waiting" },
      text: "Hello",
    });
    const contact = await database().transaction((tx) =>
      findOrCreateContact(tx, { email: "waiting@example.org" }),
    );
    const queue = () =>
      database().transaction((tx) =>
        queueEmail(tx, {
          ...{ kind: "direct", ticketId, subject: "Hello", html: "<p>Hello</p>", track: true },
          recipients: [{ email: "waiting@example.org", role: "to" }],
        }),
      );
    const before = await queue();
    expect(before.deliveries[0]?.trackingId).toMatch(/^[\w-]{43}$/);
    await database()
      .update(emailDeliveries)
      .set({ renderedHtml: "<p>tracked</p>" })
      .where(eq(emailDeliveries.id, before.deliveries[0]?.id ?? 0));
    await erase(contact.id, "tracking");
    expect(await copyOf(before.deliveries[0]?.id)).toMatchObject({
      ...{ status: "queued", trackingId: null, trackOpens: false, trackClicks: false, renderedHtml: null },
    });
    expect((await queue()).deliveries[0]?.trackingId).toBeNull();
  });

  it("leaves the conversation and says in the audit log that it was done, without what was erased", async () => {
    const mail = await laySentMail({ recipients: [{ email: "audited@example.org" }] });
    await open(mail.trackingId);
    await erase(mail.requester.id, "tracking");
    expect(await replyOf(mail.replyId)).toMatchObject({ bodyText: "Hello" });
    const entries = await database()
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.targetType, "contact"), eq(auditLog.targetId, String(mail.requester.id))));
    expect(entries.map(({ action }) => action)).toContain("contact.erased");
    expect(JSON.stringify(entries)).not.toMatch(/audited|203\.0\.113/);
    expect(JSON.stringify(entries)).not.toContain(mail.trackingId);
  });

  it("is for admins only, and knows who is not there", async () => {
    const mail = await laySentMail();
    await expect(startErasure(agent, mail.requester.id, "tracking")).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(startErasure(admin, 987654321, "tracking")).rejects.toMatchObject({ code: "not_found" });
  });

  it("asked for twice is one erasure while it is at work", async () => {
    const mail = await laySentMail();
    const first = await startErasure(admin, mail.requester.id, "tracking");
    expect((await startErasure(admin, mail.requester.id, "tracking")).id).toBe(first.id);
  });
});

describe("erasing a contact", () => {
  const name = "Gerda O'Neil & Söhne";
  async function someone(email: string) {
    const { ticketId } = await openTicket(admin, {
      subject: `Order of ${email}`,
      requester: { email, name },
      text: `I am ${name}, call me on +49 30 123456`,
    });
    const contact = await database().transaction((tx) => findOrCreateContact(tx, { email }));
    const [reply] = await database()
      .insert(ticketReplies)
      .values({
        ...{ ticketId, author: "agent" },
        bodyHtml: `<p>Hello Gerda, your address ${email.toUpperCase()} is confirmed. Gerdas stay.</p>`,
        bodyText: `Hello Gerda, your address ${email} is confirmed.`,
      })
      .$returningId();
    const queued = await database().transaction((tx) =>
      queueEmail(tx, {
        ...{ kind: "reply", ticketId, ticketReplyId: reply?.id ?? 0, subject: `Re: Order of ${email}` },
        ...{ html: `<p>Hello ${email}</p>`, track: true },
        recipients: [
          { email, role: "to" },
          { email: `other-${email}`, role: "cc" },
        ],
      }),
    );
    await database()
      .insert(emailLinks)
      .values({
        ...{ messageId: queued.messageId, position: 1, url: "https://example.com/" },
        label: `For ${name}, gERDA's page`,
      });
    const [direct] = await database()
      .insert(emailMessages)
      .values({
        ...{ kind: "direct", subject: `For ${name}`, fromName: "Shop", fromEmail: "shop@example.com" },
        ...{ messageId: `${crypto.randomUUID()}@example.com`, html: `<p>${email}</p>`, text: email },
      })
      .$returningId();
    const [loose] = await database()
      .insert(emailDeliveries)
      .values({
        ...{ messageId: direct?.id ?? 0, email, role: "to", trackOpens: false, trackClicks: false },
        ...{ status: "failed", lastError: `550 <${email}> unknown` },
      })
      .$returningId();
    await database()
      .insert(emailDeliveryEvents)
      .values({
        ...{ deliveryId: loose?.id ?? 0, status: "failed", source: "smtp", occurredAt: new Date() },
        detail: `550 <${email}> unknown`,
      });
    return { contact, ticketId, replyId: reply?.id ?? 0, queued, looseId: loose?.id ?? 0 };
  }

  /** Every text in the database, as somebody who searches it for a name would see it. */
  async function everything() {
    const [rows] = await Promise.all([
      Promise.all(
        [
          contacts,
          tickets,
          ticketReplies,
          emailMessages,
          emailDeliveries,
          emailDeliveryEvents,
          emailLinks,
          suppressedAddresses,
          mailTransports,
          auditLog,
        ].map((table) => database().select().from(table)),
      ),
    ]);
    return JSON.stringify(rows);
  }

  it("leaves no address and no name anywhere, and what agents wrote otherwise as it was", async () => {
    const email = "gerda.o-neil+x@example.org";
    const { contact, ticketId, replyId, queued, looseId } = await someone(email);
    await database()
      .insert(suppressedAddresses)
      .values({ email, reason: "hard_bounce", detail: `550 ${email}` });
    // Why a transport is paused is told in the words of its server, about the mail that it happened with.
    const paused = { pauseKind: "quota", pauseDetail: `452 ${email.toUpperCase()}: too many` } as const;
    await database()
      .insert(mailTransports)
      .values({ name: "smtp", ...paused })
      .onDuplicateKeyUpdate({ set: paused });
    expect(await everything()).toContain("Gerda");
    await erase(contact.id, "contact");
    const left = await everything();
    expect(left.toLowerCase().replaceAll(`other-${email}`, "")).not.toContain(email);
    expect(left).not.toMatch(/Gerda[^s]|gERDA|O'Neil|Söhne|123456/);
    expect((await replyOf(replyId)).bodyHtml).toBe(
      "<p>Hello [erased], your address [erased] is confirmed. Gerdas stay.</p>",
    );
    expect(await contactRow(contact.id)).toMatchObject({
      ...{
        email: `erased-${contact.id}@erased.invalid`,
        name: "Erased contact",
        trackingConsent: "opted_out",
      },
    });
    expect((await contactRow(contact.id)).preferencesToken).not.toBe(contact.preferencesToken);
    expect(await copyOf(looseId)).toMatchObject({ contactId: contact.id, status: "failed", lastError: null });
    expect(await copyOf(queued.deliveries[0]?.id)).toMatchObject({ status: "cancelled" });
    expect(await copyOf(queued.deliveries[1]?.id)).toMatchObject({ status: "queued" });
    expect(await database().select().from(mailTransports)).toContainEqual(
      expect.objectContaining({ pauseKind: "quota", pauseDetail: "452 [erased]: too many" }),
    );
    const [ticket] = await database().select().from(tickets).where(eq(tickets.id, ticketId));
    expect(ticket?.subject).toBe("Order of [erased]");
  });

  it.each([
    ["a contact", true],
    ["nobody we know", false],
  ])("leaves the text of a program's mail to %s, too, who still gets it", async (_whom, isContact) => {
    const [email, other] = [`shares.${isContact}@example.org`, `sharer.${isContact}@example.org`];
    const { contact } = await someone(email);
    const known = isContact
      ? await database().transaction((tx) => findOrCreateContact(tx, { email: other }))
      : null;
    const [message] = await database()
      .insert(emailMessages)
      .values({
        ...{ kind: "direct", subject: "For both", fromName: "Shop", fromEmail: "shop@example.com" },
        ...{ messageId: `${crypto.randomUUID()}@example.com`, text: `${email}: for both` },
        html: `<p>${email}: for both</p>`,
      })
      .$returningId();
    const messageId = message?.id ?? 0;
    const copy = { messageId, role: "to", trackOpens: false, trackClicks: false } as const;
    await database()
      .insert(emailDeliveries)
      .values([
        { ...copy, email },
        { ...copy, email: other, contactId: known?.id ?? null, renderedHtml: `<p>${email}: for both</p>` },
      ]);
    await erase(contact.id, "contact");
    const [kept] = await database().select().from(emailMessages).where(eq(emailMessages.id, messageId));
    expect(kept).toMatchObject({ html: "<p>[erased]: for both</p>", text: "[erased]: for both" });
    // What an attempt rendered before names them still: the next one renders it anew.
    const copies = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.messageId, messageId));
    expect(copies.map(({ renderedHtml }) => renderedHtml)).toEqual([null, null]);
  });

  it("somebody who comes back under the same address is a new contact, and not tracked", async () => {
    const email = "comes.back@example.org";
    const { contact } = await someone(email);
    await erase(contact.id, "contact");
    const again = await database().transaction((tx) =>
      findOrCreateContact(tx, { email: "Comes.Back@example.org" }),
    );
    expect(again.id).not.toBe(contact.id);
    expect(again).toMatchObject({ trackingConsent: "opted_out", consentSource: "erasure" });
  });

  it.each(["Null", "Email", "True", "Automatic"])(
    "whose name is %s loses it, and nothing is lost of whom mails were addressed to and how they were checked",
    async (odd) => {
      const email = `${odd.toLowerCase()}@example.org`;
      const { ticketId } = await openTicket(admin, {
        subject: "Hi",
        requester: { email, name: odd },
        text: "Hi",
      });
      const contact = await database().transaction((tx) => findOrCreateContact(tx, { email }));
      const others = {
        to: [{ email: "ben@example.org", name: null }],
        cc: [{ email: "cy@example.org", name: "Cy" }],
      };
      const checks = { automatic: true, otherAddress: { email, expected: "ben@example.org" } };
      const [reply] = await database()
        .insert(ticketReplies)
        .values({
          ...{ ticketId, author: "contact", bodyHtml: "<p>Hi</p>", bodyText: "Hi" },
          ...{ addressedTo: others, senderChecks: checks },
        })
        .$returningId();
      const { id: apiKeyId } = await createApiKey(admin, { name: "Shop", role: "agent" });
      const request = { apiKeyId, key: odd, requestHash: "h" };
      const body = { id: 1, email, automatic: true, closed_at: null, name: odd };
      await runOnce(request, async () => ({ status: 201, body: JSON.stringify(body) }));
      await erase(contact.id, "contact");
      expect(await replyOf(reply?.id ?? 0)).toMatchObject({
        addressedTo: others,
        senderChecks: { automatic: true, otherAddress: { email: "[erased]", expected: "ben@example.org" } },
      });
      const kept = await runOnce(request, () => Promise.reject(new Error("done twice")));
      expect(JSON.parse(kept.body)).toEqual({ ...body, email: "[erased]", name: "[erased]" });
    },
  );

  it("a second time, once it is done, changes no word that agents wrote", async () => {
    const { contact, ticketId } = await someone("asks.twice@example.org");
    const first = await erase(contact.id, "contact");
    const words = "We contact you. Erased files stay.";
    const [later] = await database()
      .insert(ticketReplies)
      .values({ ticketId, author: "agent", bodyHtml: `<p>${words}</p>`, bodyText: words })
      .$returningId();
    expect((await startErasure(admin, contact.id, "contact")).id).toBe(first);
    expect(await replyOf(later?.id ?? 0)).toMatchObject({ bodyText: words });
  });

  it("takes it out of answers kept for programs, which stay answers", async () => {
    const email = "kept.answer@example.org";
    const { contact, queued } = await someone(email);
    const { id: apiKeyId } = await createApiKey(admin, { name: "Shop", role: "agent" });
    const request = { apiKeyId, key: "k:1", requestHash: "h" };
    const trackingId = queued.deliveries[0]?.trackingId ?? "";
    const body = JSON.stringify({ id: 1, recipients: [{ email, tracking_id: trackingId }] });
    await runOnce(request, async () => ({ status: 201, body }));
    await erase(contact.id, "contact");
    const replayed = await runOnce(request, () => Promise.reject(new Error("done twice")));
    expect(replayed).toMatchObject({ status: 201, replayed: true });
    expect(JSON.parse(replayed.body)).toEqual({
      id: 1,
      recipients: [{ email: "[erased]", tracking_id: null }],
    });
  });

  it("deletes caught mails that name the address, and no others", async () => {
    const email = "caught@example.org";
    const { contact } = await someone(email);
    const inbox = join(env().DATA_DIR, "inbox");
    mkdirSync(inbox, { recursive: true });
    const keep = (id: string, source: string) => writeFileSync(join(inbox, `${id}.eml`), source);
    keep("1", `Delivered-To: ${email}\r\nSubject: Hi\r\n\r\nBody`);
    keep("2", `Delivered-To: other@example.org\r\nCc: Caught <CAUGHT@example.org>\r\n\r\nBody`);
    keep("3", `Delivered-To: other@example.org\r\nSubject: Hi\r\n\r\nBody`);
    await erase(contact.id, "contact");
    expect(readdirSync(inbox)).toEqual(["3.eml"]);
  });

  it("waits for a mail that is being sent right now", async () => {
    const { contact, queued } = await someone("being.sent@example.org");
    const deliveryId = queued.deliveries[0]?.id ?? 0;
    await database()
      .update(emailDeliveries)
      .set({ status: "sending", leaseOwner: "w", leaseUntil: new Date(Date.now() + 30_000) })
      .where(eq(emailDeliveries.id, deliveryId));
    const { id } = await startErasure(admin, contact.id, "contact");
    expect(await runErasure(id)).toBe(false);
    expect(await copyOf(deliveryId)).toMatchObject({ status: "sending", email: "being.sent@example.org" });
    await database()
      .update(emailDeliveries)
      .set({ status: "sent", leaseOwner: null, leaseUntil: null })
      .where(eq(emailDeliveries.id, deliveryId));
    expect(await runErasure(id)).toBe(true);
    expect(await copyOf(deliveryId)).toMatchObject({ status: "sent", name: "Erased contact" });
  });
});

describe("the export", () => {
  it("holds everything, for an admin; for the person without notes and what may be somebody else's", async () => {
    const trackingId = "x".repeat(43);
    const mail = await laySentMail({ recipients: [{}, { trackingId }, { trackingId, role: "cc" }] });
    await open(mail.trackingId, 2);
    await open(trackingId);
    await database().insert(ticketReplies).values({
      ticketId: mail.ticketId,
      author: "agent",
      isInternal: true,
      bodyHtml: "<p>note</p>",
      bodyText: "a note",
    });
    const all = await exportContact(mail.requester.id, "admin");
    expect(all).toMatchObject({
      contact: { email: mail.requester.email, tracking_consent: "unknown" },
      tickets: [{ id: mail.ticketId, replies: [{ text: "Hello" }, { text: "a note", is_internal: true }] }],
      emails: [
        {
          ...{ tracking_id: mail.trackingId, open_count: 2, shares_tracking_id: false },
          tracking_events: [
            { type: "open", ip_address: "203.0.113.0", client: "Thunderbird" },
            { type: "open" },
          ],
        },
      ],
    });
    const own = await exportContact(mail.requester.id, "contact");
    expect(JSON.stringify(own)).not.toContain("a note");
    const sharer = (await copyOf(mail.deliveryIds[1])).contactId ?? 0;
    expect((await exportContact(sharer, "contact")).emails).toMatchObject([
      { shares_tracking_id: true, tracking_events: [] },
    ]);
    expect((await exportContact(sharer, "admin")).emails[0]?.tracking_events).toHaveLength(1);
  });

  it("has the conversations of who was only sent a copy, and not what others wrote that never reached them", async () => {
    const mail = await laySentMail({ recipients: [{}, { role: "cc" }] });
    const say = (bodyText: string, words: Partial<typeof ticketReplies.$inferInsert> = {}) =>
      database()
        .insert(ticketReplies)
        .values({
          ...{ ticketId: mail.ticketId, author: "contact" as const, authorContactId: mail.requester.id },
          ...{ bodyHtml: `<p>${bodyText}</p>`, bodyText, ...words },
        });
    const copied = await contactRow((await copyOf(mail.deliveryIds[1])).contactId ?? 0);
    await say("between Ann and us");
    await say("to both", { addressedTo: { to: [], cc: [{ email: copied.email, name: "Cc" }] } });
    await say("from the other", { authorContactId: copied.id });
    const texts = async (contactId: number, audience: "admin" | "contact") =>
      (await exportContact(contactId, audience)).tickets.flatMap(({ replies }) =>
        replies.map(({ text }) => text),
      );
    expect(await texts(copied.id, "contact")).toEqual(["Hello", "to both", "from the other"]);
    expect(await texts(copied.id, "admin")).toHaveLength(4);
    expect(await texts(mail.requester.id, "contact")).toHaveLength(4);
  });

  it("has the text of mails that programs sent, whom a mail was addressed to, and why an address gets none", async () => {
    const email = "everything@example.org";
    const contact = await database().transaction((tx) => findOrCreateContact(tx, { email }));
    await database().transaction((tx) =>
      queueEmail(tx, {
        ...{ kind: "direct", subject: "Invoice", html: "<p>Pay 7 €</p>", track: false },
        recipients: [{ email, role: "to" }],
      }),
    );
    await database()
      .insert(suppressedAddresses)
      .values({ email, reason: "hard_bounce", detail: "550 no such user" });
    expect(await exportContact(contact.id, "contact")).toMatchObject({
      emails: [{ subject: "Invoice", html: "<p>Pay 7 €</p>" }],
      suppressed: { reason: "hard_bounce", detail: "550 no such user" },
    });
  });
});
