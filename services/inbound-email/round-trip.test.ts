import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { deliverDue, system } from "@/services/email-delivery/testing/outbox";
import { closeActiveTransport } from "@/services/email-delivery/transports/active-transport";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { messagesOf, take } from "./testing/inbound";
import { replyInCopy } from "./testing/sent-reply";

useTestDatabase({
  MAIL_FROM: "Example Support <support@example.com>",
  PORTAL_URL: "https://desk.example.com",
});
let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
});
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

/** Answers a mail as a mail program does: by the headers it has, quoting it. */
function answerTo(source: string, from: string, to: string, words: string): string {
  const header = (name: string) =>
    new RegExp(`^${name}:\\s*(.*(?:\\r?\\n[ \\t].*)*)`, "im").exec(source)?.[1]?.replace(/\s+/g, " ") ?? "";
  const messageId = header("message-id");
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${header("subject").startsWith("Re:") ? "" : "Re: "}${header("subject")}`,
    "Date: Tue, 24 Nov 2026 12:00:00 +0000",
    `Message-ID: <answer.${Math.random().toString(36).slice(2)}@mail.example.org>`,
    `In-Reply-To: ${messageId}`,
    `References: ${[header("references"), messageId].filter(Boolean).join(" ")}`,
    "Content-Type: text/html; charset=utf-8",
    "",
    `<p>${words}</p><div class="gmail_quote"><div class="gmail_attr">On 24 Nov 2026, Support wrote:</div><blockquote class="gmail_quote">${/<body[\s\S]*<\/body>/.exec(source)?.[0] ?? "quoted"}</blockquote></div>`,
  ].join("\r\n");
}

it("a reply goes out, is answered, and the answer continues the conversation and proves that it was read", async () => {
  const requester = "round@example.org";
  const { ticketId, replyId } = await replyInCopy(requester, "copied@example.org");
  await deliverDue();
  await database().update(tickets).set({ status: "solved" }).where(eq(tickets.id, ticketId));
  const mail = sink.mails.find(({ to }) => to[0] === requester);
  if (!mail) throw new Error("nothing was sent");
  const replyTo = mail.mail.replyTo?.value[0]?.address ?? "";
  expect(replyTo).toMatch(/^support\+t\d+\.[0-9a-f]{20}@example\.com$/);

  const row = await take(
    answerTo(mail.source.toString("utf8"), `Round <${requester}>`, replyTo, "It is out."),
  );
  expect(row).toMatchObject({ status: "ticketed", ticketId });
  const messages = await messagesOf(ticketId);
  expect(messages).toHaveLength(3);
  expect(messages[2]).toMatchObject({ author: "contact", bodyText: "It is out.", senderChecks: null });
  expect(messages[2]?.quotedHtml).toBeTruthy();
  const [ticket] = await database().select().from(tickets).where(eq(tickets.id, ticketId));
  expect(ticket?.status).toBe("open");
  const copies = await database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  expect(copies.map(({ email, readEvidence }) => [email, readEvidence]).sort()).toEqual([
    ["copied@example.org", null],
    [requester, "answer"],
  ]);
  const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
  expect(reply?.emailReadAt).toBeInstanceOf(Date);

  // The other way: by its headers alone, from a program that forgot the reply address.
  const byHeaders = await take(
    answerTo(mail.source.toString("utf8"), "copied@example.org", "support@example.com", "Me too."),
  );
  expect(byHeaders.ticketId).toBe(ticketId);
  expect((await messagesOf(ticketId)).at(-1)?.senderChecks).toBeNull();

  // And the agent's next reply answers the contact's mail.
  await replyToTicket(system, { ticketId, html: "<p>Good.</p>" });
  sink.clear();
  await deliverDue();
  expect(sink.mails[0]?.mail.inReplyTo).toBe(`<${byHeaders.messageId}>`);
});
