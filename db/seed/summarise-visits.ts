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
 * What one copy's summary columns say of its events, as the event writer would have counted them: every load is an
 * open and every followed link a click, whoever did it; reads are the opens by a person, by hand or through an image
 * proxy, and a person's click dates the first reading too.
 * @param answeredAt when the recipient answered this very mail, which proves reading too
 */
export function summariseCopy(events: Event[], answeredAt: Date | null): CopySummary {
  const opens = events.filter((event) => event.eventType === "open");
  const reads = events.filter(isRead).sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  const [firstRead] = reads;
  const answeredFirst = answeredAt !== null && (!firstRead || answeredAt < firstRead.occurredAt);
  return {
    openedAt: earliest(opens.map((event) => event.occurredAt)),
    openCount: opens.length,
    readAt: answeredFirst ? answeredAt : (firstRead?.occurredAt ?? null),
    readCount: reads.filter((event) => event.eventType === "open").length,
    readEvidence: answeredFirst ? "answer" : (firstRead?.eventType ?? null),
    clickCount: events.length - opens.length,
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

const isRead = ({ eventType, visitClass }: Event) =>
  visitClass === "human" || (eventType === "open" && visitClass === "proxy");

export function earliest(moments: (Date | null)[]): Date | null {
  return moments.reduce((first, moment) => (moment && (!first || moment < first) ? moment : first), null);
}
