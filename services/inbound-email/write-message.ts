import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { insertAttachment, type NewAttachment } from "@/services/attachments/insert-attachment";
import { type Contact, findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { noteTicketChange } from "@/services/live/ticket-changes";
import type { AddressedTo } from "@/services/tickets/addressed-to";
import { isForged, type SenderChecks } from "@/services/tickets/sender-checks";
import { acknowledgeSender } from "./acknowledge-sender";
import type { AutomaticMail } from "./automatic-mail";
import { isKnownInTicket } from "./known-in-ticket";
import type { Mailbox } from "./mailboxes";
import type { TicketMatch } from "./match-ticket";
import { noteReadByAnswer } from "./note-read-by-answer";
import type { MessageBody } from "./quoted-text/split-quoted";

/** A mail as a message of a ticket. */
export type IncomingMessage = {
  sender: Mailbox;
  /** The address of the form that wrote for them, where only it says who they are. */
  form: string | null;
  subject: string;
  body: MessageBody;
  files: NewAttachment[];
  /** Without angle brackets; null when it has none that is of use. */
  messageId: string | null;
  addressedTo: AddressedTo;
  authentication: SenderChecks["authentication"] | null;
  automatic: AutomaticMail | null;
  /** The Message-IDs of what it says it answers, the nearest first. */
  answers: readonly string[];
  /** When it was written, as it says itself; never later than it came. */
  writtenAt: Date;
  receivedAt: Date;
};

const noSubject = "(no subject)";

/**
 * Writes a mail into its ticket, or into a new one, in the caller's transaction: the message with its files, what the
 * ticket is then, and that the sender has read what they answer.
 */
export async function writeMessage(
  tx: Transaction,
  message: IncomingMessage,
  match: TicketMatch | null,
): Promise<{ ticketId: number; replyId: number }> {
  const known = match ? await lockTicket(tx, match.ticketId) : null;
  const contact = await findOrCreateContact(tx, message.sender);
  const ticket = known ?? (await insertTicket(tx, message, contact));
  const checks = await senderChecks(tx, message, match, ticket);
  const [inserted] = await tx
    .insert(ticketReplies)
    .values({
      ticketId: ticket.id,
      author: "contact",
      authorContactId: contact.id,
      ...message.body,
      messageId: message.messageId,
      addressedTo: message.addressedTo,
      senderChecks: checks,
    })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for a contact's message");
  const replyId = inserted.id;
  for (const file of message.files) {
    await insertAttachment(tx, file, { ticketReplyId: replyId, uploadedByUserId: null });
  }
  const isOfSender = !message.automatic && !isForged(message.authentication);
  if (known) await continueTicket(tx, known.id, message.automatic);
  else if (isOfSender) {
    await acknowledgeSender(tx, { ticketId: ticket.id, subject: ticket.subject }, contact);
  }
  if (isOfSender && !message.form) {
    const { answers, writtenAt, receivedAt } = message;
    await noteReadByAnswer(tx, {
      ...{ ticketId: ticket.id, email: contact.email },
      ...{ answers, writtenAt, receivedAt },
    });
  }
  await noteTicketChange(tx, [ticket.id]);
  return { ticketId: ticket.id, replyId };
}

type Ticket = typeof tickets.$inferSelect;

async function lockTicket(tx: Transaction, ticketId: number): Promise<Ticket | null> {
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, ticketId)).for("update");
  return ticket ?? null;
}

async function insertTicket(tx: Transaction, message: IncomingMessage, requester: Contact): Promise<Ticket> {
  const [inserted] = await tx
    .insert(tickets)
    .values({
      subject: [...(message.subject || noSubject)].slice(0, 500).join(""),
      requesterId: requester.id,
      lastActivityAt: new Date(),
    })
    .$returningId();
  const ticket = inserted && (await lockTicket(tx, inserted.id));
  if (!ticket) throw new Error("a ticket that was just opened cannot be read");
  return ticket;
}

/** A person's answer makes the ticket open again. What a program wrote changes nothing about it. */
async function continueTicket(tx: Transaction, ticketId: number, automatic: AutomaticMail | null) {
  if (automatic?.kind === "reply") return;
  await tx
    .update(tickets)
    .set({ lastActivityAt: sql`UTC_TIMESTAMP(6)`, ...(automatic ? {} : { status: "open" as const }) })
    .where(eq(tickets.id, ticketId));
}

/** What an agent should know about who sent it; null when there is nothing odd. */
async function senderChecks(
  tx: Transaction,
  { sender, form, authentication, automatic }: IncomingMessage,
  match: TicketMatch | null,
  ticket: Ticket,
): Promise<SenderChecks | null> {
  const checks: SenderChecks = {};
  if (authentication?.failed.length) checks.authentication = authentication;
  if (automatic) checks.automatic = true;
  if (form) checks.form = form;
  if (match && !(await isKnownInTicket(tx, ticket.id, sender.email))) {
    const [requester] = await tx
      .select({ email: contacts.email })
      .from(contacts)
      .where(eq(contacts.id, ticket.requesterId));
    checks.otherAddress = { email: sender.email, expected: requester?.email ?? "" };
    checks.viaToken = match.by === "token";
  }
  return Object.keys(checks).length > 0 ? checks : null;
}
