import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages, mailTransports } from "@/db/schema/email";
import { imapMailboxes, inboundEmails, unfetchedEmails } from "@/db/schema/inbound";
import { readMailboxUrls } from "@/services/inbound-email/imap/mailbox-url";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import {
  type ResendTrackingProblem,
  resendTrackingProblem,
} from "@/services/resend-webhooks/tracking-problem";
import { transportFingerprint } from "./transports/transport-fingerprint";
import { transportSettings } from "./transports/transport-settings";

/** What a copy's end that needs a person looks like. */
export const problemStatuses = ["failed", "bounced", "complained", "uncertain"] as const;

type Delivery = typeof emailDeliveries.$inferSelect;
type Inbound = typeof inboundEmails.$inferSelect;

/** A transport that sends nothing at the moment. */
export type PausedTransport = {
  name: (typeof mailTransports.$inferSelect)["name"];
  kind: "quota" | "authentication";
  /** The server's words. */
  detail: string | null;
  since: Date | null;
  until: Date;
};

/** A copy that did not arrive, or may not have. */
export type ProblemCopy = Pick<
  Delivery,
  "email" | "name" | "role" | "status" | "failure" | "lastError" | "createdAt" | "ticketReplyId"
> & {
  deliveryId: number;
  ticketId: number | null;
  subject: string;
  kind: "reply" | "acknowledgement" | "direct";
};

/** A mail that came in and that nobody could make sense of. */
export type ProblemInbound = Pick<
  Inbound,
  "source" | "detail" | "fromEmail" | "fromName" | "subject" | "receivedAt"
> & {
  inboundEmailId: number;
};

/** A mailbox that cannot be read, or Resend, where mail lies that cannot be fetched. */
export type FailingMailbox = { label: string; since: Date; lastError: string | null };

export type MailProblems = {
  transports: PausedTransport[];
  mailboxes: FailingMailbox[];
  /** Resend's own tracking, which must be off; null: it is, as far as is known. */
  resendTracking: ResendTrackingProblem | null;
  /** Newest first. */
  copies: ProblemCopy[];
  inbound: ProblemInbound[];
  /** How many there are of each, on all pages. */
  counts: { copies: number; inbound: number };
};

const unhandledCopies = and(
  isNull(emailDeliveries.problemHandledAt),
  inArray(emailDeliveries.status, [...problemStatuses]),
);
const unhandledInbound = and(eq(inboundEmails.status, "failed"), isNull(inboundEmails.handledAt));

/**
 * Everything about mail that waits for a person: transports that are paused, mailboxes that cannot be read, copies that
 * failed, came back or may not have arrived, mail that came in and could not be read. What was marked as handled is not
 * listed any more.
 * @param options.limit how many copies and how many mails at most
 * @param options.beforeDelivery, options.beforeInbound the last page's last ids
 */
export async function listMailProblems(
  options: { limit?: number; beforeDelivery?: number; beforeInbound?: number } = {},
): Promise<MailProblems> {
  const limit = options.limit ?? 100;
  const [transports, mailboxes, resendTracking, copies, inbound, counts] = await Promise.all([
    pausedTransports(),
    failingMailboxes(),
    resendTrackingProblem(),
    problemCopies(limit, options.beforeDelivery),
    problemInbound(limit, options.beforeInbound),
    countProblems(),
  ]);
  return { transports, mailboxes, resendTracking, copies, inbound, counts };
}

/** How many things wait for a person, for the number beside the view's name. */
export async function countMailProblems(): Promise<number> {
  const [transports, mailboxes, resendTracking, counts] = await Promise.all([
    pausedTransports(),
    failingMailboxes(),
    resendTrackingProblem(),
    countProblems(),
  ]);
  return transports.length + mailboxes.length + (resendTracking ? 1 : 0) + counts.copies + counts.inbound;
}

/** The transport in force, when it is paused and mail waits for it in the outbox. */
export async function pausedTransports(): Promise<PausedTransport[]> {
  const [settings, rows] = await Promise.all([
    transportSettings(database()),
    database().select().from(mailTransports).where(gt(mailTransports.pausedUntil, sql`UTC_TIMESTAMP(6)`)),
  ]);
  const fingerprint = transportFingerprint(settings);
  return rows.flatMap(({ name, pauseKind, pauseDetail, pausedAt, pausedUntil, pauseSettings }) =>
    pauseKind && pausedUntil && pauseSettings === fingerprint
      ? [{ name, kind: pauseKind, detail: pauseDetail, since: pausedAt, until: pausedUntil }]
      : [],
  );
}

async function failingMailboxes(): Promise<FailingMailbox[]> {
  const [imap, rows, unfetched] = await Promise.all([
    effectiveSettings("imap"),
    database().select().from(imapMailboxes).where(isNotNull(imapMailboxes.failingSince)),
    database().select().from(unfetchedEmails).orderBy(asc(unfetchedEmails.failingSince)).limit(100),
  ]);
  // One that was mistyped and corrected, or is no longer to be read, is nobody's problem.
  const wanted = imap.enabled ? readMailboxUrls(imap.settings.mailboxes).map(({ key }) => key) : [];
  const failing = rows.flatMap(({ mailboxKey, label, failingSince, lastError }) =>
    failingSince && wanted.includes(mailboxKey) ? [{ label, since: failingSince, lastError }] : [],
  );
  const [oldest] = unfetched;
  if (!oldest) return failing;
  const number = unfetched.length < 100 ? String(unfetched.length) : "100 or more";
  const label = `Resend: ${number} received ${unfetched.length === 1 ? "mail" : "mails"}`;
  return [...failing, { label, since: oldest.failingSince, lastError: unfetched.at(-1)?.lastError ?? null }];
}

async function problemCopies(limit: number, before = Number.MAX_SAFE_INTEGER): Promise<ProblemCopy[]> {
  return database()
    .select({
      deliveryId: emailDeliveries.id,
      email: emailDeliveries.email,
      name: emailDeliveries.name,
      role: emailDeliveries.role,
      status: emailDeliveries.status,
      failure: emailDeliveries.failure,
      lastError: emailDeliveries.lastError,
      createdAt: emailDeliveries.createdAt,
      ticketReplyId: emailDeliveries.ticketReplyId,
      ticketId: emailMessages.ticketId,
      subject: emailMessages.subject,
      kind: emailMessages.kind,
    })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(and(unhandledCopies, sql`${emailDeliveries.id} < ${before}`))
    .orderBy(desc(emailDeliveries.id))
    .limit(limit);
}

async function problemInbound(limit: number, before = Number.MAX_SAFE_INTEGER): Promise<ProblemInbound[]> {
  return database()
    .select({
      inboundEmailId: inboundEmails.id,
      source: inboundEmails.source,
      detail: inboundEmails.detail,
      fromEmail: inboundEmails.fromEmail,
      fromName: inboundEmails.fromName,
      subject: inboundEmails.subject,
      receivedAt: inboundEmails.receivedAt,
    })
    .from(inboundEmails)
    .where(and(unhandledInbound, sql`${inboundEmails.id} < ${before}`))
    .orderBy(desc(inboundEmails.id))
    .limit(limit);
}

async function countProblems() {
  const [[copies], [inbound]] = await Promise.all([
    database().select({ number: count() }).from(emailDeliveries).where(unhandledCopies),
    database().select({ number: count() }).from(inboundEmails).where(unhandledInbound),
  ]);
  return { copies: copies?.number ?? 0, inbound: inbound?.number ?? 0 };
}
