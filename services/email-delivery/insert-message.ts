import { randomBytes } from "node:crypto";
import type { Transaction } from "@/db/connect";
import { emailMessages } from "@/db/schema/email";
import { currentRequestId } from "@/services/logging/request-context";
import type { QueueEmailInput } from "./queue-email-input";
import { replyToOf } from "./reply-address";
import { threadingHeaders } from "./threading-headers";

/** Writes down what all copies have in common. @returns its row, and its Message-ID without angle brackets */
export async function insertMessage(
  tx: Transaction,
  input: QueueEmailInput,
  sender: { name: string; email: string },
): Promise<{ messageId: number; rfcMessageId: string }> {
  const rfcMessageId = newMessageId(sender.email);
  const ticketId = input.ticketId ?? null;
  const thread =
    ticketId && input.inReplyTo === undefined
      ? await threadingHeaders(tx, ticketId)
      : { inReplyTo: input.inReplyTo ?? null, references: input.references ?? [] };
  const replyTo = input.replyTo === undefined ? await replyToOf(tx, ticketId, sender) : input.replyTo;
  const [inserted] = await tx.insert(emailMessages).values({
    kind: input.kind,
    ticketId,
    ticketReplyId: input.ticketReplyId ?? null,
    // A header is one line: what a line break would start is not ours to send.
    subject: input.subject.replace(/[\r\n]+/g, " ").slice(0, 998),
    fromName: (input.fromName?.trim() || sender.name).replace(/[\r\n]+/g, " ").slice(0, 255),
    fromEmail: sender.email,
    replyTo,
    messageId: rfcMessageId,
    inReplyTo: thread.inReplyTo,
    references: thread.references.join(" ") || null,
    headers: { ...automaticHeaders[input.kind], ...input.headers },
    untrackedUrls: input.untracked?.length ? input.untracked : null,
    html: input.html ?? null,
    text: input.text ?? null,
    requestId: currentRequestId(),
  });
  return { messageId: inserted.insertId, rfcMessageId };
}

/** RFC 3834: what a program wrote says so, so that no other program answers it. An agent's reply carries nothing. */
const automaticHeaders: Record<QueueEmailInput["kind"], Record<string, string>> = {
  reply: {},
  // X-Auto-Response-Suppress: the same for Exchange (MS-OXCMAIL 2.1.3.2.20).
  acknowledgement: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
  direct: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" },
};

/** Globally unique (RFC 5322, 3.6.4), in the sender's domain as spam filters expect. */
function newMessageId(senderAddress: string): string {
  const domain = senderAddress.slice(senderAddress.lastIndexOf("@") + 1);
  return `${Date.now().toString(36)}.${randomBytes(16).toString("hex")}@${domain}`;
}
