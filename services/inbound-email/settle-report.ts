import { eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { noteDeliveryReport } from "@/services/email-delivery/note-delivery-report";
import { deliveryOfReturnPath } from "@/services/email-delivery/return-path";
import { isUsableMessageId } from "./message-ids";
import type { Outcome } from "./outcome";
import type { MailReport, ReportedRecipient } from "./read-report";
import type { ReportedMail } from "./reported-mail";

type Copy = { id: number; email: string };
type Kind = Parameters<typeof noteDeliveryReport>[0]["kind"];

/** The feedback types of RFC 5965 (7.3) and its registry by which a person complains of a mail. */
const complaints = new Set(["abuse", "fraud", "opt-out", "opt-out-list"]);

/**
 * Notes what a report says on the copies it is about. A report is believed when it came to the copy's own return path, or
 * brings back the Message-ID of a mail of ours and names one of that mail's recipients: nobody else can know both, so
 * nobody bounces other people's copies.
 * @param addresses where the report was sent to
 * @param isOwn tells our own addresses
 */
export async function settleReport(
  report: MailReport,
  addresses: string[],
  receivedAt: Date,
  isOwn: (email: string) => boolean,
): Promise<Outcome> {
  if (report.kind === "disposition") {
    return {
      status: "ignored",
      detail: "A read receipt: what a mail program says of itself counts for nothing here.",
    };
  }
  const returned = [...addresses, ...report.original.senders].flatMap(
    (address) => deliveryOfReturnPath(address) ?? [],
  );
  const ownCopy = await copyOf(returned[0] ?? null);
  const copies = ownCopy ? [ownCopy] : await copiesOfMessages(report.original);
  const found =
    report.kind === "complaint"
      ? complainedOf(report, copies, ownCopy)
      : reported(report.recipients, copies, ownCopy);
  for (const { copy, kind, detail } of found) {
    await noteDeliveryReport({ deliveryId: copy.id, kind, source: "report", detail, occurredAt: receivedAt });
  }
  if (found.length > 0) return { status: "report", detail: found.map(describe).join(" ").slice(0, 1000) };
  return unattributed(report, isOwn);
}

type Finding = { copy: Copy; kind: Kind; detail: string };

function reported(recipients: ReportedRecipient[], copies: Copy[], ownCopy: Copy | null): Finding[] {
  const findings = recipients.flatMap((recipient): Finding[] => {
    const names = [recipient.originalEmail, recipient.email];
    const copy = copies.find(({ email }) => names.includes(email));
    return copy ? [{ copy, kind: kindOf(recipient), detail: wordsOf(recipient) }] : [];
  });
  // To its own return path, but about another address: the recipient had it forwarded.
  const [any] = recipients;
  if (findings.length > 0 || !ownCopy || !any) return findings;
  const worst = recipients.find(({ action }) => action === "failed") ?? any;
  return [{ copy: ownCopy, kind: kindOf(worst), detail: wordsOf(worst) }];
}

function complainedOf(
  report: Extract<MailReport, { kind: "complaint" }>,
  copies: Copy[],
  ownCopy: Copy | null,
): Finding[] {
  if (!complaints.has(report.feedbackType)) return [];
  const named = copies.filter(({ email }) => report.recipients.includes(email));
  // Providers black the recipient out; a mail to one person leaves no doubt.
  const [only] = copies.length === 1 && report.recipients.length === 0 ? copies : [];
  const detail = `The recipient reported it as spam (${report.feedbackType}).`;
  const about = named.length > 0 ? named : [ownCopy ?? only].flatMap((copy) => copy ?? []);
  return about.map((copy) => ({ copy, kind: "complained" as const, detail }));
}

/**
 * For good is only what is about the address (RFC 3463, 3): it does not exist (X.1.n, though 7 and 8 are about ours), its
 * mailbox is closed (X.2.1), its domain takes no mail (X.4.n), or a server that says no more refuses it. A full mailbox, a
 * mail that is too large, its content and a policy, as when our domain's records are wrong, say nothing about the next mail.
 */
const aboutAddress = /^5\.(?:0\.\d+|1\.(?![78]$)\d+|2\.1|4\.\d+)$/;

function kindOf({ action, status, diagnostic }: ReportedRecipient): Kind {
  if (action === "delayed") return "delayed";
  if (action !== "failed") return "delivered";
  return aboutAddress.test(codeOf(status, diagnostic ?? "")) ? "bounced_hard" : "bounced_soft";
}

/** Exim writes 5.0.0 whatever the server said, whose own code stands in its words, behind the reply code. */
function codeOf(status: string | null, diagnostic: string): string {
  const isVague = status === null || status.endsWith(".0.0");
  const said = isVague ? /\b[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(diagnostic)?.[1] : undefined;
  return said ?? status ?? (/\b5\d\d\b/.test(diagnostic) ? "5.0.0" : "4.0.0");
}

function wordsOf({ action, status, diagnostic }: ReportedRecipient): string {
  return [
    diagnostic,
    status && !diagnostic?.includes(status) ? `(${status})` : null,
    diagnostic ? null : `${action}.`,
  ]
    .filter(Boolean)
    .join(" ")
    .slice(0, 1000);
}

const words: Partial<Record<Kind, string>> = {
  delivered: "arrived",
  delayed: "is late",
  bounced_hard: "came back for good",
  bounced_soft: "came back",
  complained: "was reported as spam",
};

function describe({ copy, kind, detail }: Finding): string {
  return `The mail to ${copy.email} ${words[kind] ?? kind}: ${detail}`;
}

function unattributed(
  report: Exclude<MailReport, { kind: "disposition" }>,
  isOwn: (email: string) => boolean,
): Outcome {
  const isOurs = report.original.senders.some((sender) => isOwn(sender.toLowerCase()));
  const what = report.kind === "complaint" ? "A complaint" : "A delivery report";
  if (!isOurs) return { status: "ignored", detail: `${what} about a mail that was not sent from here.` };
  const about =
    report.kind === "complaint" ? report.recipients : report.recipients.flatMap(({ email }) => email ?? []);
  const to = about.length > 0 ? ` to ${about.slice(0, 5).join(", ")}` : "";
  // It is still on its way, and reports of that come again and again.
  if (report.kind === "delivery" && report.recipients.every(({ action }) => action === "delayed")) {
    return { status: "ignored", detail: `The mail${to}, which none of our copies is, is late.` };
  }
  const said = report.kind === "delivery" ? report.recipients[0]?.diagnostic : report.feedbackType;
  return {
    status: "failed",
    detail:
      `${what} about a mail${to} that seems to be ours, but matches none of our copies.${said ? ` ${said}` : ""}`.slice(
        0,
        1000,
      ),
  };
}

async function copyOf(deliveryId: number | null): Promise<Copy | null> {
  if (deliveryId === null) return null;
  const [copy] = await database()
    .select({ id: emailDeliveries.id, email: emailDeliveries.email })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.id, deliveryId));
  return copy ?? null;
}

async function copiesOfMessages({ messageIds }: ReportedMail): Promise<Copy[]> {
  const ids = messageIds.filter(isUsableMessageId).slice(0, 5);
  if (ids.length === 0) return [];
  const columns = { id: emailDeliveries.id, email: emailDeliveries.email };
  const [ours, providers] = await Promise.all([
    database()
      .select(columns)
      .from(emailMessages)
      .innerJoin(emailDeliveries, eq(emailDeliveries.messageId, emailMessages.id))
      .where(inArray(emailMessages.messageId, ids)),
    database()
      .select(columns)
      .from(emailDeliveries)
      .where(inArray(emailDeliveries.providerRfcMessageId, ids)),
  ]);
  return [...new Map([...ours, ...providers].map((copy) => [copy.id, copy])).values()];
}
