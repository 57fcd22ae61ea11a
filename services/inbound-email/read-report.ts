import { headerValue, headerValues, readHeaderBlock } from "./mail-headers";
import { withoutBrackets } from "./mailboxes";
import type { MailFile, ParsedMail } from "./parse-mail";
import { plainBounce } from "./plain-bounce";
import { describeOriginal, type ReportedMail } from "./reported-mail";

export type ReportedRecipient = {
  /** Where it was to go, in lower case, or null when the report keeps it to itself. */
  email: string | null;
  /** The address it was first sent to, when that is another: behind a forwarding. */
  originalEmail: string | null;
  /** RFC 3464, 2.3.3. */
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** Such as `5.1.1` (RFC 3463), or null. */
  status: string | null;
  /** The server's own words. */
  diagnostic: string | null;
};

export type MailReport =
  | { kind: "delivery"; recipients: ReportedRecipient[]; original: ReportedMail }
  | { kind: "complaint"; feedbackType: string; recipients: string[]; original: ReportedMail }
  /** A read receipt (RFC 8098). */
  | { kind: "disposition" };

/**
 * What a mail reports about another: delivery status (RFC 3464), a complaint (RFC 5965), a read receipt, or a bounce in
 * words as Exim and qmail write them. Null when it is no report: a person's mail with a bounce attached is none.
 * @param envelopeFrom "" for the null sender
 */
export function readReport(mail: ParsedMail, envelopeFrom: string | null): MailReport | null {
  if (!looksLikeReport(mail, envelopeFrom)) return null;
  const part = (...types: string[]) => mail.files.find(({ contentType }) => types.includes(contentType));
  const status = part("message/delivery-status", "message/global-delivery-status");
  if (status) {
    return {
      kind: "delivery",
      recipients: deliveryStatus(status.reportText ?? ""),
      original: originalOf(mail),
    };
  }
  const feedback = part("message/feedback-report");
  if (feedback) return complaint(feedback.reportText ?? "", originalOf(mail));
  if (part("message/disposition-notification", "message/global-disposition-notification")) {
    return { kind: "disposition" };
  }
  return plainBounce(mail, originalOf(mail));
}

function looksLikeReport(mail: ParsedMail, envelopeFrom: string | null): boolean {
  return (
    mail.contentType === "multipart/report" ||
    envelopeFrom === "" ||
    /^<\s*>$/.test(headerValue(mail.headers, "return-path") ?? "") ||
    /^(mailer-daemon|postmaster)@/.test(mail.from?.email ?? "") ||
    // Exim and qmail write a bare name where no domain is known.
    /\bmailer-daemon\b/i.test(headerValue(mail.headers, "from") ?? "")
  );
}

function deliveryStatus(text: string): ReportedRecipient[] {
  const [, ...blocks] = splitBlocks(text);
  return blocks.flatMap((block) => {
    const fields = readHeaderBlock(block);
    const action = headerValue(fields, "action")
      ?.toLowerCase()
      .split(/[\s;(]/)[0];
    if (!isAction(action)) return [];
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(headerValue(fields, "status") ?? "")?.[0] ?? null;
    const diagnostic = headerValue(fields, "diagnostic-code");
    return {
      email: typedAddress(headerValue(fields, "final-recipient")),
      originalEmail: typedAddress(headerValue(fields, "original-recipient")),
      action,
      status,
      diagnostic: diagnostic?.replace(/^\s*(smtp|x-[\w-]+)\s*;\s*/i, "") ?? null,
    };
  });
}

/** One block for the message and one for each recipient. Some servers leave the first one empty. */
function splitBlocks(text: string): string[] {
  const blocks = text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/)
    .filter((block) => block.trim() !== "");
  const first = blocks[0];
  return first && /^(final|original)-recipient[ \t]*:/im.test(first) ? ["", ...blocks] : blocks;
}

/** `rfc822; ana@example.com` (RFC 3464, 2.3.1 and 2.3.2). */
function typedAddress(value: string | null): string | null {
  const address = value?.includes(";") ? value.slice(value.indexOf(";") + 1) : value;
  const bare = address && withoutBrackets(address).toLowerCase();
  return bare?.includes("@") ? bare : null;
}

const actions = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;
function isAction(word: string | undefined): word is ReportedRecipient["action"] {
  return (actions as readonly (string | undefined)[]).includes(word);
}

function complaint(text: string, original: ReportedMail): MailReport {
  const fields = readHeaderBlock(text.replace(/^\s+/, ""));
  const senders = headerValues(fields, "original-mail-from").map((value) => value.replace(/[<>\s]/g, ""));
  return {
    kind: "complaint",
    feedbackType: headerValue(fields, "feedback-type")?.toLowerCase() ?? "abuse",
    recipients: headerValues(fields, "original-rcpt-to").flatMap((value) => typedAddress(value) ?? []),
    original: { messageIds: original.messageIds, senders: [...original.senders, ...senders] },
  };
}

/** The mail that comes back with a report, whole or its headers only. */
function originalOf(mail: ParsedMail): ReportedMail {
  const returned = mail.files.find(isReturnedMail);
  return describeOriginal(returned?.reportText ?? "");
}

function isReturnedMail({ contentType }: MailFile): boolean {
  return /^(message\/(rfc822|global)|(message|text)\/rfc822-headers|message\/global-headers)$/.test(
    contentType,
  );
}
