import { database } from "@/db/client";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { wakeLive } from "@/services/live/ticket-changes";
import { isProven } from "@/services/tickets/sender-checks";
import { authenticationResults } from "./authentication-results";
import { automaticMail } from "./automatic-mail";
import type { InboundEmail } from "./claim-inbound-emails";
import { contentKey, headerKey } from "./dedupe-key";
import { arrivedAt, mailDestinations } from "./mail-destinations";
import { type HeaderLine, headerValue } from "./mail-headers";
import { type MailSender, mailSender } from "./mail-sender";
import { answeredIds, matchTicket, type TicketMatch } from "./match-ticket";
import { messageContent } from "./message-files";
import { usableMessageId } from "./message-ids";
import type { Outcome } from "./outcome";
import { ownAddresses } from "./own-addresses";
import { type ParsedMail, parseMail } from "./parse-mail";
import { readReport } from "./read-report";
import { type Hold, type MailIdentity, settleAsFailed, settleInbound } from "./settle-inbound";
import { settleReport } from "./settle-report";
import { type IncomingMessage, writeMessage } from "./write-message";

/**
 * Reads a mail that came in and does what follows from it: notes a report on the copy it is about, ignores what a program
 * wrote about nothing of ours, or writes a message into its ticket or a new one. It can be done again after a crash at any
 * point: the last step is one transaction, and those before it change nothing twice.
 * @param options.asPerson an agent says that a person wrote it: it becomes a message whatever it looks like
 * @throws {UnreadableMailError}, {BlobMissingError}, {InboundLostError}, and what the database throws.
 */
export async function processInboundEmail(
  email: InboundEmail,
  owner: string,
  options: { asPerson?: boolean } = {},
): Promise<void> {
  const hold: Hold = { inboundEmailId: email.id, owner };
  const raw = openBlobStore("inbound-mail");
  const mail = await parseMail(await raw.read(email.contentHash));
  const isOwn = await ownAddresses(database());
  const destinations = mailDestinations(mail.headers, email.envelopeTo);
  const sender = mailSender(mail, email.envelopeFrom, isOwn);
  const identity: MailIdentity = {
    dedupeKey: headerKey(mail.headers) ?? (await contentKey(await raw.read(email.contentHash))),
    messageId: usableMessageId(headerValue(mail.headers, "message-id")),
    fromEmail: sender.kind === "nobody" ? null : sender.mailbox.email,
    fromName: sender.kind === "nobody" ? null : sender.mailbox.name,
    subject: mail.subject,
  };
  const close = (outcome: Outcome) =>
    settleInbound(hold, identity, async () => ({ row: outcome, result: true }));

  const report = options.asPerson ? null : readReport(mail, email.envelopeFrom);
  if (report) {
    await close(await settleReport(report, destinations, email.receivedAt, isOwn));
    return;
  }
  if (sender.kind === "nobody")
    return settleAsFailed(hold, "The mail names no sender whom one could answer.", mail.subject);
  if (sender.kind === "own") {
    await close({ status: "ignored", detail: "It was sent from our own address." });
    return;
  }
  const message = await incomingMessage(mail, email, identity, sender, isOwn, options);
  const match = await matchTicket(
    database(),
    { answers: message.answers, subject: mail.subject, destinations },
    { email: sender.mailbox.email, isProven: isProven(message) },
  );
  if (message.automatic && !match) {
    const { because } = message.automatic;
    await close({
      status: "ignored",
      detail: `Nobody wrote it in person: ${because}. It belongs to no ticket.`,
    });
    return;
  }
  await settleAsMessage(hold, identity, message, match);
}

async function settleAsMessage(
  hold: Hold,
  identity: MailIdentity,
  message: IncomingMessage,
  match: TicketMatch | null,
) {
  await settleInbound(hold, identity, async (tx) => {
    const { ticketId, replyId } = await writeMessage(tx, message, match);
    return {
      row: { status: "ticketed" as const, detail: null, ticketId, ticketReplyId: replyId },
      result: ticketId,
    };
  });
  wakeDeliveryWorker();
  wakeLive();
}

async function incomingMessage(
  mail: ParsedMail,
  email: InboundEmail,
  identity: MailIdentity,
  { mailbox: sender, form }: Extract<MailSender, { kind: "person" }>,
  isOwn: (address: string) => boolean,
  { asPerson }: { asPerson?: boolean },
): Promise<IncomingMessage> {
  const { settings } = await effectiveSettings("email");
  const here = arrivedAt(mail.headers, email.envelopeTo);
  const others = (list: ParsedMail["to"]) =>
    list.filter(
      (address) => !isOwn(address.email) && !here.has(address.email) && address.email !== sender.email,
    );
  return {
    ...{ sender, form },
    subject: mail.subject,
    ...(await messageContent(mail)),
    messageId: identity.messageId,
    addressedTo: { to: others(mail.to), cc: others(mail.cc) },
    authentication: authenticationResults(mail.headers, settings.trusted_authserv_id),
    automatic: asPerson
      ? null
      : automaticMail(mail.headers, email.envelopeFrom, (list) => isOwn(list) || here.has(list)),
    answers: answeredIds(mail.headers),
    writtenAt: writtenAt(mail.headers, email.receivedAt),
    receivedAt: email.receivedAt,
  };
}

/** By its `Date`, which its writer's clock made: without one that can be, when it came. */
function writtenAt(headers: readonly HeaderLine[], receivedAt: Date): Date {
  const said = Date.parse(headerValue(headers, "date") ?? "");
  return said < receivedAt.getTime() ? new Date(said) : receivedAt;
}
