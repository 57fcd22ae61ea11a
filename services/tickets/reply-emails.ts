import { and, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { contacts, type TrackingConsent, ticketReplies } from "@/db/schema/tickets";
import { type PausedTransport, pausedTransports } from "@/services/email-delivery/list-mail-problems";
import { type Suppression, suppressionsOf } from "@/services/email-delivery/suppressed-addresses";
import {
  currentTrackingSettings,
  type TrackingSettings,
} from "@/services/integration-modules/tracking-settings";
import { type BadgeState, copyBadge, replyBadge } from "./badge-state";
import { type CopyVisits, type LinkClicks, type MachineVisits, readVisits, type Visit } from "./reply-visits";

type DeliveryRow = typeof emailDeliveries.$inferSelect;

/**
 * `untracked`: it went out without tracking; `no_image`: with tracked links only. Opens of others are not recorded as
 * things stand: `opted_out`, the recipient said so; `no_consent`, only who agreed is tracked; `switched_off`, nobody is.
 */
export type UnseenReason = "untracked" | "no_image" | "opted_out" | "no_consent" | "switched_off";

export type RecipientCopy = Pick<
  DeliveryRow,
  | "email"
  | "name"
  | "role"
  | "trackingId"
  | "status"
  | "failure"
  | "lastError"
  | "attempts"
  | "nextAttemptAt"
  | "problemHandledAt"
  | "sentAt"
  | "deliveredAt"
  | "openedAt"
  | "readAt"
  | "readEvidence"
  | "openCount"
  | "readCount"
  | "clickCount"
> & {
  deliveryId: number;
  badge: BadgeState;
  /** Why nobody can know whether it is opened; null: opens of it are recorded. */
  unseen: UnseenReason | null;
  /** Why its address gets no mail until it is cleared; looked up for copies that did not arrive. */
  suppressed: Suppression | null;
  /** The newest 20, newest first. */
  visits: Visit[];
};

/** All that is known of one reply as e-mail: the badge and its card. */
export type ReplyEmail = {
  replyId: number;
  /** When it was read from the database: answers can overtake each other on their way. */
  asOf: Date;
  badge: BadgeState;
  /** Until when nothing of it leaves, so that it can be taken back (Undo, Send later); null once anything may have. */
  heldUntil: Date | null;
  /** Why nothing leaves at the moment, while some of it waits in the outbox; null: nothing keeps it. */
  paused: PausedTransport["kind"] | null;
  sentAt: Date | null;
  openedAt: Date | null;
  readAt: Date | null;
  openCount: number;
  readCount: number;
  clickCount: number;
  recipients: RecipientCopy[];
  clicks: LinkClicks[];
  machineVisits: MachineVisits[];
  /** Visits that were counted and are not on record one by one, since too many came in an hour. */
  visitsNotKept: number;
};

/** The e-mail state of every emailed reply of a ticket, by reply id. */
export async function getReplyEmails(ticketId: number): Promise<Map<number, ReplyEmail>> {
  const asOf = new Date();
  const byAddress = alias(contacts, "by_address");
  const [replies, deliveries, settings] = await Promise.all([
    database().select(summary).from(ticketReplies).where(eq(ticketReplies.ticketId, ticketId)),
    database()
      .select({
        delivery: emailDeliveries,
        consent: contacts.trackingConsent,
        consentOfAddress: byAddress.trackingConsent,
      })
      .from(ticketReplies)
      .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
      .leftJoin(contacts, eq(contacts.id, emailDeliveries.contactId))
      // Where a copy names no contact, by its address, as its visits are judged. One join on either would read all contacts.
      .leftJoin(
        byAddress,
        and(isNull(emailDeliveries.contactId), eq(byAddress.email, sql`LOWER(${emailDeliveries.email})`)),
      )
      .where(eq(ticketReplies.ticketId, ticketId))
      .orderBy(emailDeliveries.id),
    currentTrackingSettings(),
  ]);
  const consents = new Map(
    deliveries.map(({ delivery, consent, consentOfAddress }) => [
      delivery.id,
      consent ?? consentOfAddress ?? "unknown",
    ]),
  );
  const copies = deliveries.map((row) => row.delivery);
  const [visits, suppressions, [pause]] = await Promise.all([
    readVisits([...firstOfEachId(copies).values()]),
    suppressionsOf(copies.filter(({ status }) => troubled.has(status)).map(({ email }) => email)),
    copies.some(isQueued) ? pausedTransports() : [],
  ]);
  const emails = new Map<number, ReplyEmail>();
  for (const reply of replies) {
    const own = copies.filter((copy) => copy.ticketReplyId === reply.replyId);
    if (own.length === 0) continue;
    const firsts = firstOfEachId(own);
    const seen = [...firsts.values()].flatMap((id) => visits.get(id) ?? []);
    emails.set(reply.replyId, {
      ...reply,
      asOf,
      badge: replyBadge(own),
      heldUntil: heldUntil(own),
      paused: own.some(isQueued) ? (pause?.kind ?? null) : null,
      recipients: own.map((copy) => ({
        ...recipientCopy(copy, visits.get(firsts.get(copy.trackingId ?? "") ?? 0)?.newest ?? []),
        unseen: unseenReason(copy, consents.get(copy.id) ?? "unknown", settings),
        suppressed: (troubled.has(copy.status) && suppressions.get(copy.email)) || null,
      })),
      clicks: mergeClicks(seen),
      machineVisits: mergeMachineVisits(seen),
      visitsNotKept: own
        .filter(({ id, trackingId }) => firsts.get(trackingId ?? "") === id)
        .reduce((sum, { eventsNotKept }) => sum + eventsNotKept, 0),
    });
  }
  return emails;
}

const summary = {
  replyId: ticketReplies.id,
  sentAt: ticketReplies.emailSentAt,
  openedAt: ticketReplies.emailOpenedAt,
  readAt: ticketReplies.emailReadAt,
  openCount: ticketReplies.emailOpenCount,
  readCount: ticketReplies.emailReadCount,
  clickCount: ticketReplies.emailClickCount,
};

const isQueued = ({ status }: DeliveryRow) => status === "queued";
const troubled = new Set<DeliveryRow["status"]>(["failed", "bounced", "complained"]);

function unseenReason(
  { trackingId, trackOpens }: DeliveryRow,
  consent: TrackingConsent,
  settings: TrackingSettings,
): UnseenReason | null {
  if (trackingId === null) return "untracked";
  if (!trackOpens) return "no_image";
  if (consent === "opted_out") return "opted_out";
  if (!settings.enabled || settings.trackingMode === "off" || !settings.trackOpens) return "switched_off";
  return settings.trackingMode === "consented" && consent !== "consented" ? "no_consent" : null;
}

function recipientCopy(copy: DeliveryRow, visits: Visit[]): Omit<RecipientCopy, "suppressed" | "unseen"> {
  const { id, email, name, role, trackingId, status, failure, lastError, attempts, nextAttemptAt } = copy;
  const { problemHandledAt, sentAt, deliveredAt, openedAt, readAt } = copy;
  const { readEvidence, openCount, readCount, clickCount } = copy;
  return {
    deliveryId: id,
    badge: copyBadge(copy),
    ...{ email, name, role, trackingId, status, failure, lastError, attempts, nextAttemptAt },
    ...{ problemHandledAt, sentAt, deliveredAt, openedAt, readAt },
    ...{ readEvidence, openCount, readCount, clickCount },
    visits,
  };
}

/** When the first of a reply's copies leaves, while none has been tried. A copy that is not sent at all holds nothing up. */
function heldUntil(copies: DeliveryRow[], now = new Date()): Date | null {
  const waiting = copies.filter(({ status }) => status !== "failed" && status !== "cancelled");
  const untouched = waiting.every(({ status, attempts }) => status === "queued" && attempts === 0);
  if (!untouched) return null;
  const [first] = waiting.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []).sort((a, b) => +a - +b);
  return first && first > now ? first : null;
}

/** The copy under which the visits of each tracking id are stored: the first of those that share it. */
function firstOfEachId(copies: DeliveryRow[]): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const { trackingId, id } of copies) {
    if (trackingId !== null && !firsts.has(trackingId)) firsts.set(trackingId, id);
  }
  return firsts;
}

function mergeClicks(visits: CopyVisits[]): LinkClicks[] {
  const merged = new Map<string, LinkClicks>();
  for (const clicks of visits.flatMap((copy) => copy.clicks)) {
    const key = `${clicks.position}\n${clicks.url}`;
    const known = merged.get(key);
    if (!known) merged.set(key, { ...clicks });
    else {
      known.count += clicks.count;
      if (clicks.lastAt > known.lastAt) known.lastAt = clicks.lastAt;
    }
  }
  return [...merged.values()].sort((a, b) => b.count - a.count || (a.position ?? 0) - (b.position ?? 0));
}

function mergeMachineVisits(visits: CopyVisits[]): MachineVisits[] {
  const merged = new Map<string, MachineVisits>();
  for (const machine of visits.flatMap((copy) => copy.machines)) {
    const key = [machine.eventType, machine.visitClass, machine.reason, machine.client].join("\n");
    const known = merged.get(key);
    if (!known) merged.set(key, { ...machine });
    else {
      known.count += machine.count;
      known.links = Math.max(known.links, machine.links);
      if (machine.firstAt < known.firstAt) known.firstAt = machine.firstAt;
    }
  }
  return [...merged.values()].sort((a, b) => b.count - a.count);
}
