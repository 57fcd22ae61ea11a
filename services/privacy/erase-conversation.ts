import { and, asc, eq, gt, inArray, isNull, ne } from "drizzle-orm";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { noteTicketChange } from "@/services/live/ticket-changes";
import { parseAddressedTo } from "@/services/tickets/addressed-to";
import type { ErasureWork } from "./erasure-work";
import { nextTicketOf } from "./next-ticket-of";
import { redactJson, redactor } from "./redact";
import { redactFilenames } from "./redact-filenames";
import { redactLinkLabels } from "./redact-links";

const repliesAtOnce = 50;
const ownWords = "Erased at this person's request.";
const nothingLeft = {
  bodyHtml: `<p>${ownWords}</p>`,
  bodyText: ownWords,
  quotedHtml: null,
  addressedTo: null,
  senderChecks: null,
};

/**
 * Takes a contact out of the next piece of their conversations: what they wrote goes, what agents wrote stays without
 * their name and address, and the mails as they were sent, which quote both, go.
 */
export async function eraseConversation(work: ErasureWork, progress: string | null): Promise<string | null> {
  const { tx, contact } = work;
  const [ticketId = 0, afterReply = 0] = (progress ?? "").split(":").map(Number);
  const replies = ticketId > 0 ? await nextReplies(work, ticketId, afterReply) : [];
  const last = replies.at(-1);
  if (!last) {
    const next = await nextTicketOf(tx, contact, ticketId);
    if (next === null) return null;
    await eraseTicket(work, next);
    return `${next}:0`;
  }
  const redact = redactor(contact);
  for (const reply of replies) {
    const isOwn = reply.authorContactId === contact.id;
    await tx
      .update(ticketReplies)
      .set(isOwn ? nothingLeft : redacted(reply, contact.email, redact))
      .where(eq(ticketReplies.id, reply.id));
  }
  await redactFilenames(
    tx,
    replies.map(({ id }) => id),
    redact,
  );
  return `${ticketId}:${last.id}`;
}

type Words = Pick<
  typeof ticketReplies.$inferSelect,
  "bodyHtml" | "bodyText" | "quotedHtml" | "addressedTo" | "senderChecks"
>;

/** What others wrote, without the person: in the text, in what it quotes, and in whom it was addressed to. */
function redacted(reply: Words, email: string, redact: (text: string) => string): Words {
  return {
    bodyHtml: redact(reply.bodyHtml),
    bodyText: redact(reply.bodyText),
    quotedHtml: reply.quotedHtml === null ? null : redact(reply.quotedHtml),
    addressedTo:
      reply.addressedTo === null ? null : redactJson(withoutNameOf(email, reply.addressedTo), redact),
    senderChecks: redactJson(reply.senderChecks, redact),
  };
}

/** A name that the contact's own row may not know: who wrote to them gave it. */
function withoutNameOf(email: string, addressedTo: unknown) {
  const { to, cc } = parseAddressedTo(addressedTo);
  const nameless = (address: (typeof to)[number]) =>
    address.email.toLowerCase() === email ? { ...address, name: null } : address;
  return { to: to.map(nameless), cc: cc.map(nameless) };
}

function nextReplies({ tx }: ErasureWork, ticketId: number, afterReply: number) {
  return tx
    .select({
      id: ticketReplies.id,
      authorContactId: ticketReplies.authorContactId,
      bodyHtml: ticketReplies.bodyHtml,
      bodyText: ticketReplies.bodyText,
      quotedHtml: ticketReplies.quotedHtml,
      addressedTo: ticketReplies.addressedTo,
      senderChecks: ticketReplies.senderChecks,
    })
    .from(ticketReplies)
    .where(and(eq(ticketReplies.ticketId, ticketId), gt(ticketReplies.id, afterReply)))
    .orderBy(asc(ticketReplies.id))
    .limit(repliesAtOnce);
}

/** The subject, and the ticket's mails: those with a template are rendered anew should they be sent again. */
async function eraseTicket({ tx, contact }: ErasureWork, ticketId: number) {
  const redact = redactor(contact);
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, ticketId));
  if (!ticket) return;
  await tx
    .update(tickets)
    .set({ subject: redact(ticket.subject) })
    .where(eq(tickets.id, ticketId));
  await tx
    .update(emailMessages)
    .set({ html: null, text: null })
    .where(and(eq(emailMessages.ticketId, ticketId), ne(emailMessages.kind, "direct")));
  const messages = await tx
    .select({ id: emailMessages.id, subject: emailMessages.subject })
    .from(emailMessages)
    .where(eq(emailMessages.ticketId, ticketId));
  const subjects = new Map(messages.map(({ subject }) => [subject, redact(subject)]));
  for (const [subject, redacted] of subjects) {
    if (subject === redacted) continue;
    const ids = messages.filter((message) => message.subject === subject).map(({ id }) => id);
    await tx.update(emailMessages).set({ subject: redacted }).where(inArray(emailMessages.id, ids));
  }
  const ids = messages.map(({ id }) => id);
  await redactLinkLabels(tx, ids, contact);
  if (ids.length > 0) {
    // Other people's copies that wait: their quotes are rendered anew, unless an attempt may have got through.
    await tx
      .update(emailDeliveries)
      .set({ renderedHtml: null })
      .where(and(inArray(emailDeliveries.messageId, ids), isNull(emailDeliveries.handedOffAt)));
  }
  await noteTicketChange(tx, [ticketId]);
}
