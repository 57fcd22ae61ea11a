import { format } from "mysql2";
import type { Transaction } from "@/db/connect";
import { type DeliveryStatus, emailDeliveryEvents } from "@/db/schema/email";
import { sqlTime } from "@/services/sql-time";

const mostDetail = 1000;

export type DeliveryEvent = {
  deliveryId: number;
  status: DeliveryStatus;
  /** Who says so: a transport's name, `portal`, `retry`, a webhook, a report. */
  source: string;
  /** In the server's own words where there are any. */
  detail: string | null;
  /** Left out: now. */
  occurredAt?: Date;
};

/** Writes into the copies' histories what happened to them. */
export async function noteDeliveryEvents(tx: Transaction, events: DeliveryEvent[]) {
  if (events.length === 0) return;
  const now = new Date();
  await tx.insert(emailDeliveryEvents).values(
    events.map(({ deliveryId, status, source, detail, occurredAt }) => ({
      ...{ deliveryId, status, source },
      detail: detail?.slice(0, mostDetail) ?? null,
      occurredAt: occurredAt ?? now,
    })),
  );
}

/** {@link noteDeliveryEvents} as SQL, for who sends a transaction in one piece. */
export function eventsStatement(events: DeliveryEvent[]): string {
  const now = new Date();
  return format(
    "INSERT INTO email_delivery_events (delivery_id, status, source, detail, occurred_at) VALUES ?",
    [
      events.map(({ deliveryId, status, source, detail, occurredAt }) => [
        ...[deliveryId, status, source, detail?.slice(0, mostDetail) ?? null],
        sqlTime((occurredAt ?? now).getTime()),
      ]),
    ],
  );
}
