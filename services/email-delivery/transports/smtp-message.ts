import { createHash } from "node:crypto";
import type { SendMailOptions } from "nodemailer";
import { mimePart } from "@/services/attachments/mime-part";
import type { OutgoingMail, Recipient } from "./transport";

/** A mail as nodemailer takes it: the same bytes for the same mail. @throws when a file of it cannot be read. */
export async function smtpMessage(mail: OutgoingMail): Promise<SendMailOptions> {
  return {
    envelope: {
      from: mail.returnPath ?? mail.from.email,
      to: mail.recipients.map((recipient) => recipient.email),
    },
    from: { name: mail.from.name, address: mail.from.email },
    to: mail.visible.to.map(toAddress),
    cc: mail.visible.cc.map(toAddress),
    replyTo: mail.replyTo ?? undefined,
    subject: mail.subject,
    messageId: `<${mail.messageId}>`,
    inReplyTo: mail.inReplyTo ? `<${mail.inReplyTo}>` : undefined,
    references: mail.references.map((id) => `<${id}>`),
    headers: mail.headers,
    date: mail.date,
    // Quoted-printable even for ASCII: as 7bit, trailing blanks and lone carriage returns would be at the mercy of
    // relays, and a line over 998 characters is not allowed (RFC 5322, 2.1.1).
    encoding: "quoted-printable",
    textEncoding: "quoted-printable",
    // The same bytes in every attempt: no random boundary.
    baseBoundary: createHash("sha256").update(mail.idempotencyKey).digest("hex").slice(0, 32),
    text: mail.text,
    html: mail.html,
    // Encoded once for all recipients. What the text refers to stands beside it (multipart/related, RFC 2387).
    attachments: await Promise.all(
      mail.attachments.map(async (file) => ({
        raw: await mimePart(file),
        ...(file.isInline && file.contentId ? { cid: file.contentId } : {}),
      })),
    ),
  };
}

function toAddress(recipient: Recipient) {
  return { name: recipient.name ?? "", address: recipient.email };
}
