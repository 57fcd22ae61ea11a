import { z } from "zod";
import { mailAttachments } from "@/services/attachments/mail-attachments";
import type { Delivery } from "./claim-deliveries";
import type { BatchContent } from "./load-batch";
import { type RenderedCopy, renderCopy } from "./render-copy";
import { type Message, renderMessage } from "./render-message";
import { returnPath } from "./return-path";
import type { OutgoingMail, Recipient } from "./transports/transport";

const headersSchema = z.record(z.string(), z.string());

export type PreparedMail = { message: Message; copy: RenderedCopy; outgoing: OutgoingMail };

/** Everything a transport needs for one message, rendered. @param first the one of the group whose copy all get */
export async function prepareMail(
  group: Delivery[],
  first: Delivery,
  content: BatchContent,
): Promise<PreparedMail> {
  const stored = content.messages.get(first.messageId);
  if (!stored) throw new Error(`delivery ${first.id} has no message`);
  const message = await renderMessage(stored);
  // Other copies of it in the batch find it rendered.
  content.messages.set(message.id, message);
  const copy = await renderCopy(message, first, content);
  const visible = content.visible.get(message.id) ?? [];
  const replyId = message.ticketReplyId;
  const outgoing: OutgoingMail = {
    idempotencyKey: idempotencyKeyOf(first, message, content),
    from: { name: message.fromName, email: message.fromEmail },
    returnPath: returnPath(first.id, message.fromEmail, content.settings),
    replyTo: message.replyTo,
    subject: message.subject,
    messageId: message.messageId,
    inReplyTo: message.inReplyTo,
    references: message.references?.split(" ").filter(Boolean) ?? [],
    headers: headersSchema.parse(message.headers ?? {}),
    date: first.triedSince ?? first.nextAttemptAt ?? message.createdAt,
    html: copy.html,
    text: copy.text,
    recipients: addressed(group),
    visible: {
      to: visible.filter((recipient) => recipient.role === "to"),
      cc: visible.filter((recipient) => recipient.role === "cc"),
    },
    // A program's mail about a reply is its own text, without the reply's files.
    attachments:
      replyId && message.kind === "reply" && content.repliesWithFiles.has(replyId)
        ? await mailAttachments(replyId)
        : [],
  };
  return { message, copy, outgoing };
}

/** A message needs somebody in its To: one that goes to copies only names the first of them there, a blind one last. */
function addressed(group: Delivery[]): Recipient[] {
  const recipients = group.map(({ email, name, role }): Recipient => ({ email, name, role }));
  const named =
    recipients.find(({ role }) => role === "to") ??
    recipients.find(({ role }) => role === "cc") ??
    recipients[0];
  return recipients.map((recipient) =>
    recipient === named ? { ...recipient, role: "to" as const } : recipient,
  );
}

/**
 * The same for every attempt at a copy; another once it was sent and asked for anew, or became somebody else's. Numbers
 * alone would come again in a restored or a second database, and a provider knows keys by account: the random part of the
 * Message-ID does not.
 */
function idempotencyKeyOf(delivery: Delivery, { messageId }: Message, content: BatchContent): string {
  const generation = content.generations.get(delivery.id);
  const key = `delivery-${delivery.id}-${messageId.split("@")[0]}`;
  return generation ? `${key}-${generation}` : key;
}
