import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailLinks, emailMessages } from "@/db/schema/email";
import { contacts, ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { optOut } from "@/services/email-tracking/tracking-preferences";
import { updateModule } from "@/services/integration-modules/update-module";
import { runErasure } from "@/services/privacy/run-erasure";
import { startErasure } from "@/services/privacy/start-erasure";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { cancelDelivery } from "./cancel-delivery";
import { claimDeliveries } from "./claim-deliveries";
import { startDeliveryWorker, stopDeliveryWorker } from "./delivery-worker";
import { quotedHistory } from "./quoted-history";
import { ticketOfReplyAddress } from "./reply-address";
import { retryDelivery } from "./retry-delivery";
import { takeOverExpired } from "./take-over-expired";
import { aTicket, copiesOf, deliverDue, historyOf, makeDue, setTracking, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";

useTestDatabase({
  MAIL_FROM: "Example Support <support@example.com>",
  PORTAL_URL: "https://desk.example.com",
});

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
  await setTracking({});
});
beforeEach(() => sink.clear());
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

const link = "https://shop.example/order?a=1&b=2";
const html = `<p>Hello, <a href="https://shop.example/order?a=1&amp;b=2">your order</a></p>`;
const mailTo = (address: string) => {
  const found = sink.mails.find((mail) => mail.to[0] === address);
  if (!found) throw new Error(`no mail to ${address}`);
  return found;
};

describe("a reply to several people", () => {
  it("is one message a recipient, each with an id and links of its own, under the same Message-ID and To and Cc", async () => {
    const { ticketId, requester } = await aTicket();
    const reply = await replyToTicket(system, {
      ticketId,
      html,
      cc: [{ email: "bob@example.com", name: "Bob" }],
      bcc: [{ email: "eve@example.com" }],
    });
    await deliverDue();

    expect(sink.mails.map((mail) => mail.to).sort()).toEqual([
      ["bob@example.com"],
      ["eve@example.com"],
      [requester],
    ]);
    expect(new Set(sink.mails.map((mail) => mail.mail.messageId)).size).toBe(1);
    for (const { mail, source } of sink.mails) {
      expect(source.toString()).toContain(
        `\r\nTo: Ann Example <${requester}>\r\nCc: Bob <bob@example.com>\r\n`,
      );
      expect(source.toString()).not.toContain("eve@example.com");
      expect(mail.from?.text).toBe('"Example Support" <support@example.com>');
    }
    const copies = await copiesOf(reply.replyId);
    expect(new Set(copies.map((copy) => copy.trackingId)).size).toBe(3);
    for (const copy of copies) {
      const { mail } = mailTo(copy.email);
      expect(mail.html).toContain(`/api/email-tracking/pixel/${copy.trackingId}.gif`);
      expect(mail.html).toContain(`/api/email-tracking/click?tid=${copy.trackingId}&amp;url=`);
      for (const other of copies) if (other !== copy) expect(mail.html).not.toContain(other.trackingId);
    }
  });

  it("keeps the links that were rewritten, once a message", async () => {
    const { ticketId } = await aTicket();
    const reply = await replyToTicket(system, { ticketId, html, cc: [{ email: "bob@example.com" }] });
    await deliverDue();
    const [copy] = await copiesOf(reply.replyId);
    const links = await database()
      .select()
      .from(emailLinks)
      .where(eq(emailLinks.messageId, copy?.messageId ?? 0));
    expect(links).toEqual([{ messageId: copy?.messageId, position: 1, url: link, label: "your order" }]);
  });

  it("marks each copy, the reply and its history when it was sent", async () => {
    const { ticketId } = await aTicket();
    const reply = await replyToTicket(system, { ticketId, html });
    await deliverDue();
    const [copy] = await copiesOf(reply.replyId);
    expect(copy).toMatchObject({
      status: "sent",
      attempts: 1,
      transport: "smtp",
      renderedHtml: null,
      leaseOwner: null,
    });
    expect(copy?.sentAt).toBeInstanceOf(Date);
    expect(await historyOf(copy?.id ?? 0)).toEqual(["queued", "sending", "sent"]);
    const [row] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, reply.replyId));
    expect(row?.emailTrackingId).toBe(copy?.trackingId);
    expect(row?.emailSentAt).toBeInstanceOf(Date);
    expect(row?.messageId).toBe(sink.mails[0]?.mail.messageId?.slice(1, -1));
  });
});

describe("a copy that waits while another recipient of the reply is erased", () => {
  it("names no address that nobody can write to, and quotes nothing in place of what was erased", async () => {
    const { ticketId, requester } = await aTicket();
    await replyToTicket(system, { ticketId, html: "<p>An answer from before</p>" });
    await deliverDue();
    sink.clear();
    const reply = await replyToTicket(system, { ticketId, html, cc: [{ email: "stays@example.com" }] });
    const [copy] = await copiesOf(reply.replyId);
    const { id } = await startErasure(system, copy?.contactId ?? 0, "contact");
    // From the first moment: what is rendered meanwhile is kept with the message.
    expect(JSON.stringify(await quotedHistory(ticketId))).not.toContain("Where is my invoice?");
    expect(await runErasure(id)).toBe(true);
    await deliverDue();
    expect(sink.mails.map(({ to }) => to)).toEqual([["stays@example.com"]]);
    const { mail, source } = mailTo("stays@example.com");
    expect(mail.to).toBeUndefined();
    expect([mail.cc].flat().map((address) => address?.text)).toEqual(["stays@example.com"]);
    expect(mail.text).toContain("An answer from before");
    expect(`${source}${mail.html}`).not.toMatch(/erased|Where is my invoice/i);
    expect(`${source}${mail.html}`).not.toContain(requester);
  });
});

describe("a reply whose recipient turns tracking off before it leaves", () => {
  it("leaves untracked and does not say otherwise, and the others' copies as they were", async () => {
    const { ticketId, requester } = await aTicket();
    const later = new Date(Date.now() + 24 * 3_600_000);
    const bob = { email: "bob@example.com" };
    const { replyId, emailTrackingId } = await replyToTicket(system, {
      ticketId,
      html,
      cc: [bob],
      hold: later,
    });
    const [contact] = await database().select().from(contacts).where(eq(contacts.email, requester));
    await optOut(contact?.preferencesToken ?? "");
    await makeDue();
    await deliverDue();
    const { mail } = mailTo(requester);
    expect(`${mail.html}${mail.text}`).not.toMatch(/email-tracking|lets us know/);
    expect(mail.html).toContain("https://shop.example/order?a=1&amp;b=2");
    const [own, others] = await copiesOf(replyId);
    expect(own).toMatchObject({ status: "sent", trackingId: null, trackOpens: false, trackClicks: false });
    expect(mailTo(bob.email).mail.html).toContain(`pixel/${others?.trackingId}.gif`);
    const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
    expect(emailTrackingId).not.toBeNull();
    expect(reply?.emailTrackingId).toBeNull();
  });
});

describe("the mail", () => {
  it("has a text part first, both quoted-printable, and no line over 76 characters in its body", async () => {
    const { ticketId } = await aTicket();
    await replyToTicket(system, { ticketId, html: `<p>${"word ".repeat(400)}</p>` });
    await deliverDue();
    const source = sink.mails[0]?.source.toString() ?? "";
    expect(source.match(/Content-Transfer-Encoding: [\w-]+/g)).toEqual([
      "Content-Transfer-Encoding: quoted-printable",
      "Content-Transfer-Encoding: quoted-printable",
    ]);
    expect(source.indexOf("text/plain")).toBeLessThan(source.indexOf("text/html"));
    const body = source.slice(source.indexOf("\r\n\r\n"));
    expect(Math.max(...body.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(sink.mails[0]?.mail.text).toContain("word word");
  });

  it("leads to the recipient's own preferences, in HTML and in text", async () => {
    const { ticketId } = await aTicket();
    await replyToTicket(system, { ticketId, html });
    await deliverDue();
    const { mail } = sink.mails[0] ?? { mail: null };
    const page = /https:\/\/desk\.example\.com\/email-preferences\/[\w-]{43}/;
    expect(mail?.html).toMatch(page);
    expect(mail?.text).toMatch(page);
    expect(`${mail?.html}${mail?.text}`).not.toContain("{{");
    expect(mail?.text).toContain(`your order ${link}`);
  });

  it("threads: it names the last message and the whole chain, and is answered at the ticket's own address", async () => {
    const { ticketId } = await openTicket(system, {
      subject: "Threads",
      requester: { email: "thread@example.com" },
      text: "Hello",
      acknowledge: true,
    });
    await replyToTicket(system, { ticketId, html: "<p>First</p>" });
    await replyToTicket(system, { ticketId, html: "<p>Second</p>" });
    await deliverDue();
    const [receipt, first, second] = sink.mails
      .map(({ mail }) => mail)
      .sort((a, b) =>
        a.subject === b.subject
          ? (a.text ?? "").length - (b.text ?? "").length
          : a.subject === "Re: Threads"
            ? 1
            : -1,
      );
    expect(receipt?.headers.get("auto-submitted")).toBe("auto-replied");
    expect(receipt?.text).toContain("Hello");
    expect(first?.headers.get("auto-submitted")).toBeUndefined();
    expect(first?.inReplyTo).toBe(receipt?.messageId);
    expect(second?.inReplyTo).toBe(first?.messageId);
    expect([second?.references].flat()).toEqual([receipt?.messageId, first?.messageId]);
    expect(ticketOfReplyAddress(second?.replyTo?.value[0]?.address ?? "")).toBe(ticketId);
    expect(second?.text).toContain("> First");
  });

  it("is dated when it was to leave, and when somebody asked for it anew, not when it was written", async () => {
    const { ticketId, requester } = await aTicket();
    const later = new Date(Date.now() + 3 * 24 * 3_600_000);
    const bob = { email: "bob@example.com" };
    const { replyId } = await replyToTicket(system, { ticketId, html, cc: [bob], hold: later });
    // Three days pass.
    await database()
      .update(emailMessages)
      .set({ createdAt: sql`UTC_TIMESTAMP(6) - INTERVAL 3 DAY` })
      .where(eq(emailMessages.ticketReplyId, replyId));
    await makeDue();
    sink.refuse(bob.email, { code: 550, message: "5.7.1 Not today", times: 1 });
    await deliverDue();
    const age = (address: string) => Date.now() - (mailTo(address).mail.date?.getTime() ?? 0);
    expect(age(requester)).toBeLessThan(30_000);
    const [, refused] = await copiesOf(replyId);
    await retryDelivery(system, refused?.id ?? 0);
    await deliverDue();
    expect(age(bob.email)).toBeLessThan(30_000);
  });

  it("does not quote a reply that still waits for its time, or that was cancelled before it left", async () => {
    const { ticketId, requester } = await aTicket();
    const tomorrow = new Date(Date.now() + 24 * 3_600_000);
    await replyToTicket(system, { ticketId, html: "<p>said before</p>" });
    const waiting = await replyToTicket(system, { ticketId, html: "<p>for tomorrow</p>", hold: tomorrow });
    const given = await replyToTicket(system, { ticketId, html: "<p>thought better of</p>", hold: tomorrow });
    await cancelDelivery(system, (await copiesOf(given.replyId))[0]?.id ?? 0);
    await replyToTicket(system, { ticketId, html: "<p>said now</p>" });
    await deliverDue();
    const now = sink.mails.find(({ mail }) => mail.text?.startsWith("said now"))?.mail.text;
    expect(now).toContain("> said before");
    expect(now).not.toMatch(/for tomorrow|thought better of/);
    await makeDue();
    await deliverDue();
    expect((await copiesOf(waiting.replyId))[0]).toMatchObject({ email: requester, status: "sent" });
    sink.clear();
    await replyToTicket(system, { ticketId, html: "<p>said after</p>" });
    await deliverDue();
    expect(mailTo(requester).mail.text).toContain("> for tomorrow");
  });

  it("quotes what went before while it is no book: a ticket with huge messages can be answered", async () => {
    const { ticketId, requester } = await aTicket();
    const say = (text: string, times = 1) =>
      database()
        .insert(ticketReplies)
        .values({ ticketId, author: "contact", bodyHtml: `<p>${text.repeat(times)}</p>`, bodyText: text });
    for (let number = 0; number < 4; number++) await say("a log of everything ", 200_000);
    await say("the newest words");
    const { replyId } = await replyToTicket(system, { ticketId, html });
    await deliverDue();
    expect((await copiesOf(replyId))[0]?.status).toBe("sent");
    const { mail, source } = mailTo(requester);
    expect(mail.text).toContain("> the newest words");
    expect(mail.text).not.toContain("a log of everything");
    expect(source.length).toBeLessThan(100_000);
  });

  it("never carries an internal note", async () => {
    const { ticketId } = await aTicket();
    await replyToTicket(system, { ticketId, html: "<p>between us: difficult</p>", internal: true });
    await replyToTicket(system, { ticketId, html: "<p>Hello</p>" });
    await deliverDue();
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]?.source.toString()).not.toContain("difficult");
  });
});

describe("an answer of the mail server", () => {
  it("of 450 is followed by another attempt with the same bytes, a moment in its date aside", async () => {
    const { ticketId, requester } = await aTicket();
    sink.refuse(requester, { code: 450, message: "Mailbox busy", at: "data", times: 1 });
    const reply = await replyToTicket(system, { ticketId, html });
    await deliverDue();
    const [waiting] = await copiesOf(reply.replyId);
    expect(waiting).toMatchObject({ status: "queued", attempts: 1, handedOffAt: null });
    expect(waiting?.lastError).toContain("450 Mailbox busy");
    expect(waiting?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 3000);

    await deliverDue();
    expect(sink.attempts).toHaveLength(1);
    await makeDue();
    await deliverDue();
    expect(sink.attempts).toHaveLength(2);
    const [before, after] = sink.attempts.map(({ source }) =>
      source.toString("latin1").replace(/^Date: .*$/m, ""),
    );
    expect(after).toBe(before);
    const [sent] = await copiesOf(reply.replyId);
    expect(sent).toMatchObject({ status: "sent", attempts: 2, lastError: null });
    expect(await historyOf(sent?.id ?? 0)).toEqual(["queued", "sending", "queued", "sending", "sent"]);
  });

  it("of 550 is final, keeps the server's words, and leaves the other recipients alone", async () => {
    const { ticketId, requester } = await aTicket();
    sink.refuse(requester, { code: 550, message: "5.1.1 No such user here" });
    const reply = await replyToTicket(system, { ticketId, html, cc: [{ email: "bob@example.com" }] });
    await deliverDue();
    const [failed, sent] = await copiesOf(reply.replyId);
    expect(failed).toMatchObject({ status: "failed", failure: "invalid_address", nextAttemptAt: null });
    expect(failed?.lastError).toContain("5.1.1 No such user here");
    expect(sent?.status).toBe("sent");

    sink.accept(requester);
    await retryDelivery(system, failed?.id ?? 0);
    await deliverDue();
    expect((await copiesOf(reply.replyId)).map((copy) => copy.status)).toEqual(["sent", "sent"]);
    await expect(retryDelivery(system, failed?.id ?? 0)).rejects.toMatchObject({ code: "conflict" });
  });

  it("that never comes leaves the copy uncertain: it is not sent again by itself", async () => {
    const { ticketId, requester } = await aTicket();
    sink.breakAfterData(requester);
    const reply = await replyToTicket(system, { ticketId, html });
    await deliverDue();
    expect((await copiesOf(reply.replyId))[0]?.status).toBe("uncertain");
    sink.accept(requester);
    await makeDue();
    await deliverDue();
    expect(sink.attempts).toHaveLength(1);
  });

  it("of 450 for two days is failure", async () => {
    const { ticketId, requester } = await aTicket();
    sink.refuse(requester, { code: 451, message: "Later" });
    const reply = await replyToTicket(system, { ticketId, html });
    await database()
      .update(emailDeliveries)
      .set({ triedSince: sql`UTC_TIMESTAMP(6) - INTERVAL 49 HOUR` })
      .where(eq(emailDeliveries.ticketReplyId, reply.replyId));
    await deliverDue();
    expect((await copiesOf(reply.replyId))[0]).toMatchObject({ status: "failed", failure: "expired" });
    sink.accept(requester);
  });
});

describe("a worker that dies", () => {
  const expire = (replyId: number, changes: object) =>
    database()
      .update(emailDeliveries)
      .set({ leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND`, ...changes })
      .where(eq(emailDeliveries.ticketReplyId, replyId));

  it("before the hand-off leaves a copy that another one sends", async () => {
    const { ticketId } = await aTicket();
    const reply = await replyToTicket(system, { ticketId, html });
    await claimDeliveries(10, { wholeMessages: false });
    await deliverDue();
    expect(sink.mails).toHaveLength(0);
    await expire(reply.replyId, {});
    expect(await takeOverExpired()).toBe(1);
    await deliverDue();
    expect(sink.mails).toHaveLength(1);
    expect((await copiesOf(reply.replyId))[0]?.status).toBe("sent");
  });

  it("between the hand-off and the answer leaves one that may have been sent, and nobody sends it again", async () => {
    const { ticketId } = await aTicket();
    const reply = await replyToTicket(system, { ticketId, html });
    await claimDeliveries(10, { wholeMessages: false });
    await expire(reply.replyId, { handedOffAt: sql`UTC_TIMESTAMP(6)`, transport: "smtp" });
    expect(await takeOverExpired()).toBe(1);
    await makeDue();
    await deliverDue();
    expect(sink.mails).toHaveLength(0);
    const [copy] = await copiesOf(reply.replyId);
    expect(copy?.status).toBe("uncertain");
    expect(copy?.lastError).toContain("may have been sent");
  });

  it("only seemed to, and settles the copy after all when its answer comes late", async () => {
    const { ticketId, requester } = await aTicket();
    const reply = await replyToTicket(system, { ticketId, html });
    sink.answerAfter(800);
    const slow = deliverDue();
    await expect.poll(async () => (await copiesOf(reply.replyId))[0]?.handedOffAt).toBeInstanceOf(Date);
    await expire(reply.replyId, {});
    await takeOverExpired();
    expect((await copiesOf(reply.replyId))[0]?.status).toBe("uncertain");
    await slow;
    sink.answerAfter(0);
    expect((await copiesOf(reply.replyId))[0]?.status).toBe("sent");
    expect(mailTo(requester)).toBeDefined();
  });
});

describe("a database that goes away after the mail server took a mail", () => {
  it("is told when it is back, however long that takes: the copy is sent, and not perhaps", {
    timeout: 30_000,
  }, async () => {
    const { ticketId } = await aTicket();
    const { replyId } = await replyToTicket(system, { ticketId, html });
    sink.answerAfter(500);
    const sending = deliverDue();
    await expect.poll(async () => (await copiesOf(replyId))[0]?.handedOffAt).toBeInstanceOf(Date);
    await database().execute(sql`RENAME TABLE email_deliveries TO email_deliveries_away`);
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    await database().execute(sql`RENAME TABLE email_deliveries_away TO email_deliveries`);
    await database()
      .update(emailDeliveries)
      .set({ leaseUntil: new Date(0) })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    await takeOverExpired();
    expect((await copiesOf(replyId))[0]?.status).toBe("uncertain");
    await sending;
    sink.answerAfter(0);
    expect((await copiesOf(replyId))[0]).toMatchObject({ status: "sent", lastError: null });
    expect(sink.mails).toHaveLength(1);
  });
});

describe("the worker", () => {
  it("sends replies as they are written, and no copy twice when several claim at once", async () => {
    startDeliveryWorker();
    try {
      const tickets = await Promise.all(Array.from({ length: 6 }, aTicket));
      const replies = await Promise.all(
        tickets.map(({ ticketId }) =>
          replyToTicket(system, {
            ticketId,
            html,
            cc: [{ email: "bob@example.com" }, { email: "cy@example.com" }],
          }),
        ),
      );
      await Promise.all([deliverDue(), deliverDue(), deliverDue()]);
      await expect.poll(() => sink.mails.length, { timeout: 20_000 }).toBe(18);
      await stopDeliveryWorker();
      expect(sink.attempts).toHaveLength(18);
      for (const { replyId } of replies) {
        expect((await copiesOf(replyId)).map((copy) => copy.status)).toEqual(["sent", "sent", "sent"]);
      }
    } finally {
      await stopDeliveryWorker();
    }
  });

  it("stops at once though mails wait for their turn under a rate limit, and leaves them in the outbox", async () => {
    await updateModule(system, "smtp", { settings: { url: sink.url, rate_per_second: 1 } });
    const { ticketId } = await aTicket();
    const written: number[] = [];
    for (let number = 0; number < 12; number++) {
      written.push((await replyToTicket(system, { ticketId, html })).replyId);
    }
    startDeliveryWorker();
    await expect.poll(() => sink.mails.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const before = performance.now();
    await stopDeliveryWorker();
    expect(performance.now() - before).toBeLessThan(2_000);
    await updateModule(system, "smtp", { settings: { url: null, rate_per_second: null } });
    const copies = (await Promise.all(written.map(copiesOf))).flat();
    expect(new Set(copies.map(({ status }) => status))).toEqual(new Set(["sent", "queued"]));
    expect(copies.filter(({ status }) => status === "sent")).toHaveLength(sink.mails.length);
    await deliverDue();
    expect(sink.mails).toHaveLength(12);
  });
});
