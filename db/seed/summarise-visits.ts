import type { emailDeliveries, emailTrackingEvents } from "@/db/schema/email";
import type { ticketReplies } from "@/db/schema/tickets";

type Event = Pick<typeof emailTrackingEvents.$inferInsert, "eventType" | "visitClass" | "occurredAt">;
type Delivery = typeof emailDeliveries.$inferSelect;
export type CopySummary = Pick<
  Delivery,
  "openedAt" | "openCount" | "readAt" | "readCount" | "readEvidence" | "clickCount"
>;
type ReplySummary = Pick<
  typeof ticketReplies.$inferSelect,
  "emailOpenedAt" | "emailOpenCount" | "emailReadAt" | "emailReadCount" | "emailClickCount"
>;

/**
 * What one copy's summary columns say of its events: every load is an open, a person's loads (by hand or through an
 * image proxy) are reads, and a person's click or answer proves reading too.
 * @param answeredAt when the recipient answered this very mail
 */
export function summariseCopy(events: Event[], answeredAt: Date | null): CopySummary {
  const opens = events.filter((event) => event.eventType === "open");
  const reads = opens.filter(byPerson);
  const clicks = events.filter((event) => event.eventType === "click" && byPerson(event));
  const proofs = [
    { evidence: "open" as const, at: earliest(reads.map((event) => event.occurredAt)) },
    { evidence: "click" as const, at: earliest(clicks.map((event) => event.occurredAt)) },
    { evidence: "answer" as const, at: answeredAt },
  ];
  const readAt = earliest(proofs.map((proof) => proof.at));
  return {
    openedAt: earliest(opens.map((event) => event.occurredAt)),
    openCount: opens.length,
    readAt,
    readCount: reads.length,
    readEvidence:
      proofs.find((proof) => readAt && proof.at?.getTime() === readAt.getTime())?.evidence ?? null,
    clickCount: clicks.length,
  };
}

/** What a reply's summary columns say of all its copies. */
export function summariseReply(copies: CopySummary[]): ReplySummary {
  const sum = (count: (copy: CopySummary) => number) =>
    copies.reduce((total, copy) => total + count(copy), 0);
  return {
    emailOpenedAt: earliest(copies.map((copy) => copy.openedAt)),
    emailOpenCount: sum((copy) => copy.openCount),
    emailReadAt: earliest(copies.map((copy) => copy.readAt)),
    emailReadCount: sum((copy) => copy.readCount),
    emailClickCount: sum((copy) => copy.clickCount),
  };
}

const byPerson = (event: Event) => event.visitClass === "human" || event.visitClass === "proxy";

export function earliest(moments: (Date | null)[]): Date | null {
  return moments.reduce((first, moment) => (moment && (!first || moment < first) ? moment : first), null);
}
