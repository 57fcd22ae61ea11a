import { asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { type DeliveryStatus, emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { system } from "@/services/email-delivery/testing/outbox";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { mailOf, take } from "./testing/inbound";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });

const minute = 60_000;
let people = 0;

/** A ticket with two replies, sent 20 and 10 minutes ago, and its requester. */
async function twoReplies(later: { status: DeliveryStatus } = { status: "sent" }) {
  const email = `answering${++people}@example.org`;
  const { ticketId } = await openTicket(system, {
    subject: "Printer",
    requester: { email },
    text: "It burns.",
  });
  const ids: string[] = [];
  for (const { ago, status } of [
    { ago: 20, status: "sent" as const },
    { ago: 10, ...later },
  ]) {
    const { replyId } = await replyToTicket(system, { ticketId, html: `<p>${ago} minutes ago.</p>` });
    await database()
      .update(emailDeliveries)
      .set({ status, sentAt: new Date(Date.now() - ago * minute), nextAttemptAt: null })
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    const [message] = await database()
      .select()
      .from(emailMessages)
      .where(eq(emailMessages.ticketReplyId, replyId));
    ids.push(`<${message?.messageId}>`);
  }
  const [first = "", second = ""] = ids;
  return { ticketId, email, first, second };
}

async function readBy(ticketId: number) {
  const copies = await database()
    .select({ evidence: emailDeliveries.readEvidence, readAt: ticketReplies.emailReadAt })
    .from(emailDeliveries)
    .innerJoin(ticketReplies, eq(ticketReplies.id, emailDeliveries.ticketReplyId))
    .where(eq(ticketReplies.ticketId, ticketId))
    .orderBy(asc(emailDeliveries.id));
  // What the copy says and what its reply says is one.
  for (const { evidence, readAt } of copies) expect(readAt !== null).toBe(evidence !== null);
  return copies.map(({ evidence }) => evidence);
}

function answer(
  { ticketId, email }: { ticketId: number; email: string },
  { headers = [], minutesAgo = 1 }: { headers?: string[]; minutesAgo?: number } = {},
) {
  const mail = mailOf({ from: email, subject: `Re: Printer [#${ticketId}]`, headers });
  const written = new Date(Date.now() - minutesAgo * minute).toUTCString();
  return take(mail.replace(/^Date: .*$/m, `Date: ${written}`));
}

describe("an answer proves reading", () => {
  it("of the mail that it answers, and not of one that crossed it or of an older one", async () => {
    const older = await twoReplies();
    await answer(older, { headers: [`In-Reply-To: ${older.first}`, `References: ${older.first}`] });
    expect(await readBy(older.ticketId)).toEqual(["answer", null]);

    const newer = await twoReplies();
    const thread = `References: ${newer.first} ${newer.second}`;
    await answer(newer, { headers: [`In-Reply-To: ${newer.second}`, thread] });
    expect(await readBy(newer.ticketId)).toEqual([null, "answer"]);
  });

  it("of the nearest that its thread names, when it answers a mail of somebody else's", async () => {
    const talk = await twoReplies();
    const others = "<colleague.1@customer.example>";
    await answer(talk, {
      headers: [`In-Reply-To: ${others}`, `References: ${talk.first} ${talk.second} ${others}`],
    });
    expect(await readBy(talk.ticketId)).toEqual([null, "answer"]);
  });

  it("of none of ours, when it goes on from the writer's own mail", async () => {
    const talk = await twoReplies();
    await answer(talk, { headers: ["In-Reply-To: <own.1@customer.example>"] });
    expect(await readBy(talk.ticketId)).toEqual([null, null]);
  });

  it("of the last that its writer had, when it names none", async () => {
    const before = await twoReplies();
    await answer(before, { minutesAgo: 15 });
    expect(await readBy(before.ticketId)).toEqual(["answer", null]);

    const after = await twoReplies();
    await answer(after);
    expect(await readBy(after.ticketId)).toEqual([null, "answer"]);
  });

  it("of a mail that came back only when it names it", async () => {
    const talk = await twoReplies({ status: "bounced" });
    await answer(talk);
    expect(await readBy(talk.ticketId)).toEqual(["answer", null]);
    await answer(talk, { headers: [`In-Reply-To: ${talk.second}`] });
    expect(await readBy(talk.ticketId)).toEqual(["answer", "answer"]);
  });
});
