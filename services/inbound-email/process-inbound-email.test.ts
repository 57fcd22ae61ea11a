import { rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { inboundEmails } from "@/db/schema/inbound";
import { contacts, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import type { Actor } from "@/services/auth/actor";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { replyAddress } from "@/services/email-delivery/reply-address";
import { updateModule } from "@/services/integration-modules/update-module";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { parseSenderChecks } from "@/services/tickets/sender-checks";
import { acceptInboundEmail } from "./accept-inbound-email";
import { claimInboundEmails } from "./claim-inbound-emails";
import { processUnderLease } from "./process-under-lease";
import { retryInboundEmail } from "./retry-inbound-email";
import { corpusMail } from "./testing/corpus";
import {
  inboundRow,
  mailOf,
  messagesOf,
  newestMessage,
  readAllInbound,
  receive,
  take,
} from "./testing/inbound";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });
const system: Actor = { kind: "system", name: "Test", role: "admin" };
const plus = { reply_address: "plus", reply_domain: null } as const;

let people = 0;
/** A ticket with an agent's reply that was sent to its requester. */
async function conversation(status: "open" | "pending" | "solved" | "closed" = "pending") {
  const email = `person${++people}@example.org`;
  const { ticketId } = await openTicket(system, {
    subject: "Printer",
    requester: { email },
    text: "It burns.",
  });
  const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Water it.</p>" });
  await database()
    .update(emailDeliveries)
    .set({ status: "sent", sentAt: new Date(), nextAttemptAt: null })
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  await database().update(tickets).set({ status }).where(eq(tickets.id, ticketId));
  const [message] = await database()
    .select()
    .from(emailMessages)
    .where(eq(emailMessages.ticketReplyId, replyId));
  if (!message) throw new Error("no message");
  const address = replyAddress(ticketId, "support@myportal.example", plus);
  return { email, ticketId, replyId, rfcMessageId: message.messageId, address: address ?? "" };
}

const ticketOf = async (id: number) => (await database().select().from(tickets).where(eq(tickets.id, id)))[0];
const acknowledgementsTo = (email: string) =>
  database()
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(and(eq(emailDeliveries.email, email), eq(emailMessages.kind, "acknowledgement")));

describe("a mail about something new", () => {
  it("opens a ticket, acknowledged once an hour", async () => {
    const from = "New Person <new@example.org>";
    const first = await take(mailOf({ from, subject: "Help me", body: "Hello\n\n-- \nNew Person" }));
    const second = await take(mailOf({ from, subject: "Help me again" }));
    expect(first).toMatchObject({ status: "ticketed", fromEmail: "new@example.org", fromName: "New Person" });
    expect(second.ticketId).not.toBe(first.ticketId);
    const [message] = await messagesOf(first.ticketId ?? 0);
    expect(message).toMatchObject({
      author: "contact",
      bodyText: expect.stringContaining("New Person"),
      senderChecks: null,
    });
    expect(await ticketOf(first.ticketId ?? 0)).toMatchObject({ subject: "Help me", status: "open" });
    expect(await acknowledgementsTo("new@example.org")).toHaveLength(1);
  });

  it("is acknowledged once when ten come at the same moment", async () => {
    for (let n = 0; n < 10; n++) await receive(mailOf({ from: "flood@example.org", subject: `Alarm ${n}` }));
    const { owner, emails } = await claimInboundEmails(10);
    await Promise.all(emails.map((email) => processUnderLease(email, owner)));
    const opened = await database()
      .select()
      .from(inboundEmails)
      .where(eq(inboundEmails.fromEmail, "flood@example.org"));
    expect(opened.map(({ status }) => status)).toEqual(Array(10).fill("ticketed"));
    expect(await acknowledgementsTo("flood@example.org")).toHaveLength(1);
  });

  it("is taken once, whoever brings it and however often", async () => {
    const mail = mailOf({ from: "twice@example.org", subject: "Once" });
    const first = await take(mail);
    const again = await take(`Received: from another.example by here; Tue, 24 Nov 2026\r\n${mail}`);
    expect(again).toMatchObject({
      status: "duplicate",
      ticketId: first.ticketId,
      ticketReplyId: first.ticketReplyId,
    });
    expect(await messagesOf(first.ticketId ?? 0)).toHaveLength(1);
  });

  it("is told apart by its content when it has no Message-ID", async () => {
    const mail = mailOf({ from: "noid@example.org", messageId: null, body: "One" });
    const first = await take(mail);
    expect((await take(`Received: by mx.example\r\n${mail}`)).status).toBe("duplicate");
    const other = await take(mailOf({ from: "noid@example.org", messageId: null, body: "Two" }));
    expect(other).toMatchObject({ status: "ticketed" });
    expect(other.ticketId).not.toBe(first.ticketId);
  });

  it("is told apart by its subject, and without a date by its content, when its program gives all the same Message-ID", async () => {
    const parts = { from: "scanner@example.org", messageId: "<0000000000@scanner.example>" };
    const first = await take(mailOf({ ...parts, subject: "Scan 1" }));
    const second = await take(mailOf({ ...parts, subject: "Scan 2" }));
    const undated = (body: string) =>
      take(mailOf({ ...parts, subject: "Scan", body }).replace(/^Date:.*\r\n/m, ""));
    const [third, fourth, again] = [await undated("One"), await undated("Two"), await undated("One")];
    const ids = [first, second, third, fourth].map(({ ticketId }) => ticketId);
    expect(ids).not.toContain(null);
    expect(new Set(ids).size).toBe(4);
    expect(again).toMatchObject({ status: "duplicate", ticketId: third.ticketId });
  });

  it.each(["", "<>", "< >", "<1@a>", "garbage"])(
    "never joins another by the Message-ID %j",
    async (messageId) => {
      const a = await take(mailOf({ from: "a@example.org", subject: `A ${messageId}`, messageId }));
      const b = await take(
        mailOf({
          from: "b@example.org",
          subject: `B ${messageId}`,
          messageId,
          headers: [`In-Reply-To: ${messageId}`, `References: ${messageId}`],
        }),
      );
      expect([a.status, b.status]).toEqual(["ticketed", "ticketed"]);
      expect(b.ticketId).not.toBe(a.ticketId);
    },
  );

  it("is one message when two workers read it at once", async () => {
    const id = await receive(mailOf({ from: "race@example.org", subject: "Race" }));
    const { owner, emails } = await claimInboundEmails(1);
    // The second worker believes that the first is dead.
    await database()
      .update(inboundEmails)
      .set({ leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` })
      .where(eq(inboundEmails.id, id));
    const second = await claimInboundEmails(1);
    await Promise.all([
      ...emails.map((email) => processUnderLease(email, owner)),
      ...second.emails.map((email) => processUnderLease(email, second.owner)),
    ]);
    expect(second.emails).toHaveLength(1);
    const row = await inboundRow(id);
    expect(row.status).toBe("ticketed");
    expect(await messagesOf(row.ticketId ?? 0)).toHaveLength(1);
  });

  it("is one message when it came by two doors and both are read at once", async () => {
    const mail = mailOf({ from: "doors@example.org", subject: "Doors" });
    const ids = [await receive(mail), await receive(mail)];
    const { owner, emails } = await claimInboundEmails(2);
    await Promise.all(emails.map((email) => processUnderLease(email, owner)));
    const rows = await Promise.all(ids.map(inboundRow));
    expect(rows.map(({ status }) => status).sort()).toEqual(["duplicate", "ticketed"]);
    expect(await messagesOf(rows[0]?.ticketId ?? 0)).toHaveLength(1);
  });
});

describe("an answer", () => {
  it("finds its ticket by the token, opens it again, and proves that it was read", async () => {
    const { email, ticketId, replyId, rfcMessageId, address } = await conversation("closed");
    const headers = [`In-Reply-To: <${rfcMessageId}>`];
    const row = await take(mailOf({ from: email, to: `Support <${address}>`, subject: "Thanks", headers }));
    expect(row).toMatchObject({ status: "ticketed", ticketId });
    expect((await ticketOf(ticketId))?.status).toBe("open");
    const [copy] = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    expect(copy).toMatchObject({ readEvidence: "answer", readAt: expect.any(Date) });
    const reply = (await messagesOf(ticketId)).find(({ id }) => id === replyId);
    expect(reply?.emailReadAt).toEqual(copy?.readAt);
    expect(await acknowledgementsTo(email)).toHaveLength(0);
    expect((await newestMessage()).senderChecks).toBeNull();
  });

  it("finds it by a token that only the envelope has", async () => {
    const { email, ticketId, address } = await conversation();
    const row = await take(mailOf({ from: email }), { to: [address.toUpperCase()] });
    expect(row.ticketId).toBe(ticketId);
  });

  it("does not find it by a token that was made up", async () => {
    const { email, ticketId, address } = await conversation();
    const forged = address.replace(/[0-9a-f]{20}@/, "0123456789abcdef0123@");
    expect((await take(mailOf({ from: email, to: forged }))).ticketId).not.toBe(ticketId);
  });

  it.each(["In-Reply-To", "References"])("finds it by %s", async (header) => {
    const { email, ticketId, rfcMessageId } = await conversation("solved");
    const row = await take(
      mailOf({ from: email, headers: [`${header}: <other@x.example>\r\n <${rfcMessageId}>`] }),
    );
    expect(row.ticketId).toBe(ticketId);
    expect((await ticketOf(ticketId))?.status).toBe("open");
  });

  it("finds it by the id that the provider gave our mail", async () => {
    const { email, ticketId, replyId } = await conversation();
    const providerRfcMessageId = `0102019ab-${replyId}@eu-west-1.amazonses.example`;
    await database()
      .update(emailDeliveries)
      .set({ providerRfcMessageId })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    expect(
      (await take(mailOf({ from: email, headers: [`In-Reply-To: <${providerRfcMessageId}>`] }))).ticketId,
    ).toBe(ticketId);
  });

  it("finds it by the subject's number for who takes part only", async () => {
    const { email, ticketId } = await conversation();
    const subject = `Re: Printer [#${ticketId}]`;
    expect((await take(mailOf({ from: "stranger@example.net", subject }))).ticketId).not.toBe(ticketId);
    expect((await take(mailOf({ from: email, subject }))).ticketId).toBe(ticketId);
    // Their own helpdesk numbers its tickets likewise.
    const numbered = `[#99999] ${subject}`;
    expect((await take(mailOf({ from: email, subject: numbered }))).ticketId).toBe(ticketId);
  });

  it("from another address is taken and marked, and makes nobody a participant", async () => {
    const { email, ticketId, address } = await conversation();
    await take(mailOf({ from: "Colleague <colleague@example.net>", to: address }));
    const message = await newestMessage();
    expect(message.ticketId).toBe(ticketId);
    expect(parseSenderChecks(message.senderChecks)).toEqual({
      otherAddress: { email: "colleague@example.net", expected: email },
      viaToken: true,
    });
    const row = await take(mailOf({ from: "colleague@example.net", subject: `[#${ticketId}]` }));
    expect(row.ticketId).not.toBe(ticketId);
  });

  it("that was found to be forged proves nobody's reading, and one that was forwarded does", async () => {
    await updateModule(system, "email", { settings: { trusted_authserv_id: "mx.example.com" } });
    const { email, ticketId, replyId, rfcMessageId } = await conversation();
    const answer = async (found: string) => {
      const headers = [`Authentication-Results: mx.example.com; ${found}`, `In-Reply-To: <${rfcMessageId}>`];
      expect((await take(mailOf({ from: email, headers }))).ticketId).toBe(ticketId);
      const reply = (await messagesOf(ticketId)).find(({ id }) => id === replyId);
      return reply?.emailReadAt ?? null;
    };
    expect(await answer("spf=fail; dkim=none; dmarc=fail")).toBeNull();
    expect(await answer("spf=softfail; dkim=pass; dmarc=pass")).toBeInstanceOf(Date);
    await updateModule(system, "email", { settings: { trusted_authserv_id: null } });
  });

  it("keeps whom it was addressed to, without ourselves", async () => {
    const { email, address } = await conversation();
    await take(
      mailOf({
        from: email,
        to: `${address}, "Boss" <Boss@Example.org>`,
        headers: ["Cc: x@example.org, support@myportal.example"],
      }),
    );
    expect((await newestMessage()).addressedTo).toEqual({
      to: [{ email: "boss@example.org", name: "Boss" }],
      cc: [{ email: "x@example.org", name: null }],
    });
  });
});

describe("mail that nobody wrote", () => {
  const marks = [
    ["Auto-Submitted: auto-replied"],
    ["Auto-Submitted: auto-generated (vacation)"],
    ["X-Autoreply: yes"],
    ["X-Autorespond: back on Monday"],
    ["Precedence: bulk"],
    ["Precedence: list"],
    ["Precedence: junk"],
    ["List-Id: News <news.example.org>"],
    ["List-Unsubscribe: <mailto:off@example.org>"],
    ["Return-Path: <>"],
  ];
  it.each(marks)("with %s neither opens nor reopens a ticket, nor is answered", async (header) => {
    const { email, ticketId, replyId, address } = await conversation("solved");
    const belonging = await take(mailOf({ from: email, to: address, headers: [header] }));
    expect(belonging).toMatchObject({ status: "ticketed", ticketId });
    expect((await ticketOf(ticketId))?.status).toBe("solved");
    expect(parseSenderChecks((await newestMessage()).senderChecks)?.automatic).toBe(true);
    const [copy] = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    expect(copy?.readAt).toBeNull();
    const stray = await take(mailOf({ from: email, headers: [header] }));
    expect(stray).toMatchObject({
      status: "ignored",
      ticketId: null,
      detail: expect.stringContaining("Nobody wrote it"),
    });
    expect(await acknowledgementsTo(email)).toHaveLength(0);
  });

  it("Auto-Submitted: no is a person's", async () => {
    const row = await take(
      mailOf({
        from: "manual@example.org",
        headers: ["Auto-Submitted: no", "X-Auto-Response-Suppress: All"],
      }),
    );
    expect(row.status).toBe("ticketed");
  });

  it("with the null envelope sender is not answered", async () => {
    expect((await take(mailOf({ from: "null@example.org" }), { from: "" })).status).toBe("ignored");
  });

  it("from our own address is ignored", async () => {
    const own = await take(mailOf({ from: "Us <support@myportal.example>" }));
    expect(own).toMatchObject({ status: "ignored", detail: "It was sent from our own address." });
  });

  it("a group that is the support address itself is no list", async () => {
    const headers = [
      "List-Id: <support.myportal.example>",
      "Precedence: list",
      "List-Post: <mailto:support@myportal.example>",
    ];
    expect((await take(mailOf({ from: "viagroup@example.org", headers }))).status).toBe("ticketed");
  });
});

describe("a mail with another address in Reply-To", () => {
  const replyTo = "Reply-To: Visitor <visitor@example.net>";

  it.each([
    ...[
      "support@myportal.example",
      "noreply@shop.example",
      "No-Reply-Forms@builder.example",
      "wordpress@shop.example",
    ],
    ...["mailer@shops.example", "form-submission@builder.example", "forms_do.not.reply2@shop.example"],
  ])("from %s is a form's, and its visitor's", async (from) => {
    const row = await take(mailOf({ from: `Our shop <${from}>`, subject: from, headers: [replyTo] }));
    expect(row).toMatchObject({ status: "ticketed", fromEmail: "visitor@example.net", fromName: "Visitor" });
    expect(parseSenderChecks((await newestMessage()).senderChecks)).toEqual({ form: from.toLowerCase() });
  });

  it.each(["ada@example.org", "casinoreply@example.org", "info@example.org", "formosa@example.org"])(
    "from %s is its writer's",
    async (from) => {
      const row = await take(mailOf({ from, subject: from, headers: [replyTo] }));
      expect(row).toMatchObject({ status: "ticketed", fromEmail: from });
      expect((await newestMessage()).senderChecks).toBeNull();
    },
  );

  it("that is the form's own, or ours, changes nothing", async () => {
    for (const other of ["noreply@shop.example", "support@myportal.example"]) {
      const headers = [`Reply-To: ${other}`];
      const row = await take(mailOf({ from: "noreply@shop.example", subject: other, headers }));
      expect(row).toMatchObject({ status: "ticketed", fromEmail: "noreply@shop.example" });
    }
  });

  it("of somebody in a ticket gets into it by no number, and proves no reading", async () => {
    const { email, ticketId, replyId, rfcMessageId } = await conversation();
    const from = "noreply@elsewhere.example";
    const subject = `[#${ticketId}] Send it to me`;
    expect((await take(mailOf({ from, subject, headers: [`Reply-To: ${email}`] }))).ticketId).not.toBe(
      ticketId,
    );
    const headers = [`Reply-To: ${email}`, `In-Reply-To: <${rfcMessageId}>`];
    expect((await take(mailOf({ from, subject, headers }))).ticketId).toBe(ticketId);
    expect((await messagesOf(ticketId)).find(({ id }) => id === replyId)?.emailReadAt).toBeNull();
  });
});

describe("a mail that came by a list, too", () => {
  it("is a message whichever arrives first, and one only", async () => {
    const mail = mailOf({ from: "member@example.org", subject: "Both ways", to: "list@example.org" });
    const viaList = mail.replace("MIME-Version", "List-Id: <list.example.org>\r\nMIME-Version");
    expect((await take(viaList)).status).toBe("ignored");
    const direct = await take(mail);
    expect(direct.status).toBe("ticketed");
    expect(await messagesOf(direct.ticketId ?? 0)).toHaveLength(1);
    for (const again of [mail, viaList]) {
      expect(await take(again)).toMatchObject({ status: "duplicate", ticketId: direct.ticketId });
    }
  });
});

describe("an agent who knows better", () => {
  it("makes a message of what was ignored, once, and leaves no trace of a machine", async () => {
    const headers = ["Precedence: bulk", "List-Id: <news.example.org>"];
    const row = await take(mailOf({ from: "hasty@example.org", subject: "No list", headers }));
    expect(row.status).toBe("ignored");
    const { ticketId } = await acceptInboundEmail(system, row.id);
    expect(await inboundRow(row.id)).toMatchObject({ status: "ticketed", ticketId });
    const [message] = await messagesOf(ticketId);
    expect(message?.senderChecks).toBeNull();
    await expect(acceptInboundEmail(system, row.id)).rejects.toMatchObject({ code: "conflict" });
    expect(
      (
        await take(
          mailOf({ from: "hasty@example.org", subject: "No list", headers, messageId: `<${row.messageId}>` }),
        )
      ).status,
    ).toBe("duplicate");
  });

  it("cannot make one of our own mail, and has a failed one read again", async () => {
    const own = await take(mailOf({ from: "support@myportal.example", subject: "Own" }));
    await expect(acceptInboundEmail(system, own.id)).rejects.toMatchObject({
      message: "It was sent from our own address.",
    });
    expect((await inboundRow(own.id)).status).toBe("ignored");
    const failed = await take("Subject: nobody wrote this\r\n\r\nhello");
    await retryInboundEmail(system, failed.id);
    expect(await inboundRow(failed.id)).toMatchObject({ status: "received", attempts: 0 });
    await readAllInbound();
    expect((await inboundRow(failed.id)).status).toBe("failed");
  });
});

describe("what cannot be read", () => {
  it("is kept and shown, not lost and not tried for ever", async () => {
    const row = await take(Buffer.from([0, 1, 2, 255, 254, 13, 10]));
    expect(row).toMatchObject({
      status: "failed",
      handledAt: null,
      detail: expect.any(String),
      leaseUntil: null,
    });
    const noSender = await take("Subject: nobody\r\n\r\nhello");
    expect(noSender).toMatchObject({ status: "failed", detail: expect.stringContaining("names no sender") });
  });

  it("waits while the disk refuses, and is read when it does not any more", async () => {
    const folder = join(env().DATA_DIR, "attachments");
    await rename(folder, `${folder}-away`).catch(() => {});
    await writeFile(folder, "in the way");
    const mail = corpusMail("calendar-invite");
    const waiting = await take(mail);
    expect(waiting).toMatchObject({ status: "received", attempts: 1, leaseOwner: null, detail: null });
    expect(waiting.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now());
    await unlink(folder);
    await database()
      .update(inboundEmails)
      .set({ nextAttemptAt: null })
      .where(eq(inboundEmails.id, waiting.id));
    await readAllInbound();
    expect((await inboundRow(waiting.id)).status).toBe("ticketed");
  });

  it("fails at once, in words, when its bytes are lost", async () => {
    const id = await receive(mailOf({ from: "lost@example.org" }));
    await openBlobStore("inbound-mail").delete((await inboundRow(id)).contentHash);
    await readAllInbound();
    expect(await inboundRow(id)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("data directory"),
    });
  });

  it("is given up when it ends the process again and again", async () => {
    const id = await receive(mailOf({ from: "bomb@example.org" }));
    await database().update(inboundEmails).set({ attempts: 10 }).where(eq(inboundEmails.id, id));
    await readAllInbound();
    expect(await inboundRow(id)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("ten times"),
    });
  });

  it("is refused at the door above 50 MB, and when it is empty", async () => {
    async function* endless() {
      const chunk = Buffer.alloc(1024 * 1024, "x");
      for (;;) yield chunk;
    }
    const { receiveEmail } = await import("./receive-email");
    const door = { source: "http" as const, sourceRef: null, envelopeFrom: null, envelopeTo: [] };
    await expect(receiveEmail({ ...door, content: endless() })).rejects.toMatchObject({ code: "too_large" });
    await expect(receiveEmail({ ...door, content: Buffer.alloc(0) })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

it.each(["r&d@example.org", "sales/emea@example.org", "info@exämple.org"])(
  "a mail from %s is a message, and its writer can be answered",
  async (from) => {
    const row = await take(mailOf({ from: `Somebody <${from}>`, subject: from }));
    expect(row).toMatchObject({ status: "ticketed", fromEmail: from.replace("exämple", "xn--exmple-cua") });
  },
);

it("contacts are made once an address", async () => {
  await take(mailOf({ from: "CASE@Example.Org", subject: "1" }));
  await take(mailOf({ from: "case@example.org", subject: "2" }));
  expect(await database().select().from(contacts).where(eq(contacts.email, "case@example.org"))).toHaveLength(
    1,
  );
});
