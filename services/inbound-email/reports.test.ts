import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, suppressedAddresses } from "@/db/schema/email";
import { tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { returnPath } from "@/services/email-delivery/return-path";
import { parseSenderChecks } from "@/services/tickets/sender-checks";
import { corpusMail, renamed } from "./testing/corpus";
import { messagesOf, take } from "./testing/inbound";
import { sentReply } from "./testing/sent-reply";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });
const verp = { return_path: "plus", reply_address: "plus", reply_domain: null } as const;

async function copy(id: number) {
  const [row] = await database().select().from(emailDeliveries).where(eq(emailDeliveries.id, id));
  return row;
}
const suppressed = (email: string) =>
  database().select().from(suppressedAddresses).where(eq(suppressedAddresses.email, email));

// Those with a version are what these servers wrote themselves; only names and addresses were changed.
const hardBounces = [
  ...["dsn-postfix", "dsn-postfix-3.7", "dsn-exim", "dsn-exim-4.96", "dsn-exchange"],
  ...["dsn-global", "bounce-exim-text", "bounce-qmail"],
];
const delays = ["dsn-postfix-delayed", "dsn-postfix-3.7-delayed", "dsn-exim-4.96-delayed"];

describe("a bounce", () => {
  it.each(hardBounces)("%s marks the one recipient, for good, and nobody else", async (name) => {
    const sent = await sentReply();
    const row = await take(renamed(corpusMail(name, sent), sent.mark));
    expect(row).toMatchObject({
      status: "report",
      ticketId: null,
      detail: expect.stringContaining(sent.recipient),
    });
    expect(await copy(sent.copyId)).toMatchObject({
      status: "bounced",
      failure: "bounced_hard",
      readAt: null,
    });
    expect(await copy(sent.otherId)).toMatchObject({ status: "sent", failure: null });
    expect(await suppressed(sent.recipient)).toHaveLength(1);
    expect(await suppressed(sent.other)).toHaveLength(0);
    const [ticket] = await database().select().from(tickets).where(eq(tickets.id, sent.ticketId));
    expect(ticket?.status).toBe("solved");
    expect(await messagesOf(sent.ticketId)).toHaveLength(2);
  });

  it("that is temporary suppresses nobody, and a delay moves nothing", async () => {
    const sent = await sentReply();
    for (const name of delays) {
      const row = await take(renamed(corpusMail(name, sent), sent.mark));
      expect([name, row?.status, (await copy(sent.copyId))?.status]).toEqual([name, "report", "sent"]);
    }
    const soft = corpusMail("dsn-postfix", sent)
      .toString("latin1")
      .replaceAll("5.1.1", "4.4.7")
      .replaceAll("550", "450");
    await take(renamed(Buffer.from(soft, "latin1"), `${sent.mark}soft`));
    expect(await copy(sent.copyId)).toMatchObject({ status: "bounced", failure: "bounced_soft" });
    expect(await suppressed(sent.recipient)).toHaveLength(0);
  });

  it.each([
    ["5.7.26", "550 5.7.26 This mail has been blocked because the sender is unauthenticated"],
    ["5.7.1", "554 5.7.1 Message rejected as spam"],
    ["5.3.4", "552 5.3.4 Message size exceeds fixed limit"],
    ["5.2.3", "550 5.2.3 Message larger than this mailbox takes"],
    ["5.6.0", "554 5.6.0 Malformed header"],
    ["5.1.8", "553 5.1.8 Sender address has no mail server"],
    // As Exim writes them.
    ["5.0.0", "550 5.7.26 This mail has been blocked because the sender is unauthenticated"],
    ["5.0.0", "552-5.2.2 The recipient's inbox is out of storage space"],
  ])("%s, %s is not about the address, which goes on getting mail", async (status, words) => {
    const sent = await sentReply();
    const dsn = corpusMail("dsn-postfix", sent)
      .toString("latin1")
      .replace(/^Status: .*$/m, `Status: ${status}`)
      .replace(/^Diagnostic-Code: .*(?:\r\n[ \t].*)*/m, `Diagnostic-Code: smtp; ${words}`);
    await take(renamed(Buffer.from(dsn, "latin1"), `${sent.mark}policy`));
    expect(await copy(sent.copyId)).toMatchObject({ status: "bounced", failure: "bounced_soft" });
    expect((await copy(sent.copyId))?.lastError).toContain(words.slice(4));
    expect(await suppressed(sent.recipient)).toHaveLength(0);
  });

  it.each([
    ["5.4.1", "550 5.4.1 Recipient address rejected: Access denied"],
    ["5.2.1", "550 5.2.1 The email account that you tried to reach is inactive"],
    ["5.0.0", "550 No such user, connected to 5.7.1.9"],
  ])("%s, %s is about the address", async (status, words) => {
    const sent = await sentReply();
    const dsn = corpusMail("dsn-postfix", sent)
      .toString("latin1")
      .replace(/^Status: .*$/m, `Status: ${status}`)
      .replace(/^Diagnostic-Code: .*(?:\r\n[ \t].*)*/m, `Diagnostic-Code: smtp; ${words}`);
    await take(renamed(Buffer.from(dsn, "latin1"), `${sent.mark}address`));
    expect(await copy(sent.copyId)).toMatchObject({ status: "bounced", failure: "bounced_hard" });
    expect(await suppressed(sent.recipient)).toHaveLength(1);
  });

  it("to the copy's own return path counts though it brings nothing back and names a forwarding", async () => {
    const sent = await sentReply();
    const address = returnPath(sent.copyId, "support@myportal.example", verp) ?? "";
    const forwarded = corpusMail("dsn-postfix", {
      ...sent,
      message_id: "unknown@else.example",
      recipient: "elsewhere@example.net",
    });
    const row = await take(renamed(forwarded, sent.mark), { from: "", to: [address] });
    expect(row.status).toBe("report");
    expect(await copy(sent.copyId)).toMatchObject({ status: "bounced", failure: "bounced_hard" });
    expect(await suppressed(sent.recipient)).toHaveLength(1);
    expect(await suppressed("elsewhere@example.net")).toHaveLength(0);
  });

  it("that was made up bounces nobody", async () => {
    const sent = await sentReply();
    // Right recipient, made-up message: nothing that only a recipient could know.
    const guess = await take(
      renamed(corpusMail("dsn-postfix", { ...sent, message_id: "guessed.id@myportal.example" }), sent.mark),
    );
    // Right message, somebody who was not its recipient.
    const stranger = await take(
      renamed(corpusMail("dsn-postfix", { ...sent, recipient: "victim@example.net" }), `${sent.mark}b`),
    );
    const forged = await take(
      renamed(corpusMail("dsn-postfix", { ...sent, message_id: "another@else.example" }), `${sent.mark}c`),
      {
        from: "",
        to: [`support+d${sent.copyId}.0123456789abcdef0123@myportal.example`],
      },
    );
    expect([guess.status, stranger.status, forged.status]).toEqual(["failed", "failed", "failed"]);
    expect(guess.detail).toContain("matches none of our copies");
    expect((await copy(sent.copyId))?.status).toBe("sent");
    expect(await suppressed("victim@example.net")).toHaveLength(0);
  });

  it("about somebody else's mail is ignored", async () => {
    const foreign = corpusMail("dsn-postfix", { recipient: "x@example.net", message_id: "x@else.example" })
      .toString("latin1")
      .replaceAll("support@myportal.example", "someone@else.example");
    expect((await take(renamed(Buffer.from(foreign, "latin1"), "foreign"))).status).toBe("ignored");
  });

  it("that only says again and again that a mail we do not know is late is no problem of anybody's", async () => {
    const unknown = { recipient: "x@example.net", message_id: "x@else.example" };
    const row = await take(renamed(corpusMail("dsn-exim-4.96-delayed", unknown), "late"));
    expect(row).toMatchObject({ status: "ignored", detail: expect.stringContaining("x@example.net") });
  });

  it("that a person attaches to a question is a question", async () => {
    const sent = await sentReply();
    const mail = corpusMail("dsn-postfix", sent)
      .toString("latin1")
      .replace(/^Return-Path: <>\r\n/m, "")
      .replace(/^Auto-Submitted.*\r\n/m, "")
      .replace(/^From: MAILER-DAEMON.*$/m, "From: Person <person@example.org>")
      .replace("multipart/report; report-type=delivery-status;", "multipart/mixed;");
    const row = await take(renamed(Buffer.from(mail, "latin1"), `${sent.mark}person`));
    expect(row.status).toBe("ticketed");
    expect((await copy(sent.copyId))?.status).toBe("sent");
  });
});

describe("other reports", () => {
  it("a complaint marks the copy and suppresses the address", async () => {
    const sent = await sentReply();
    const row = await take(renamed(corpusMail("arf-complaint", sent), sent.mark));
    expect(row).toMatchObject({ status: "report", detail: expect.stringContaining("spam") });
    expect(await copy(sent.copyId)).toMatchObject({ status: "complained" });
    expect(await copy(sent.otherId)).toMatchObject({ status: "sent" });
    expect(await suppressed(sent.recipient)).toHaveLength(1);
  });

  it("a read receipt counts for nothing", async () => {
    const sent = await sentReply();
    expect((await take(renamed(corpusMail("read-receipt", sent), sent.mark))).status).toBe("ignored");
    expect((await copy(sent.copyId))?.readAt).toBeNull();
  });

  it("an out-of-office note joins its ticket, marked, and changes nothing else", async () => {
    const sent = await sentReply();
    const row = await take(renamed(corpusMail("exchange-out-of-office", sent), sent.mark));
    expect(row).toMatchObject({ status: "ticketed", ticketId: sent.ticketId });
    const note = (await messagesOf(sent.ticketId)).at(-1);
    expect(note?.bodyText).toBe("I am away until Monday.");
    expect(parseSenderChecks(note?.senderChecks)?.automatic).toBe(true);
    const [ticket] = await database().select().from(tickets).where(eq(tickets.id, sent.ticketId));
    expect(ticket?.status).toBe("solved");
  });
});
