import { sqlTime } from "@/services/sql-time";
import { furthestNeighbourMs } from "./find-scans";

/**
 * SQL's condition for the events of the visited copies that are near enough in time to say something about one of the
 * visits: one range of the index per copy. Written by hand (numbers and times of ours), for who sends it by the thousand.
 * @param visits at least one
 */
export function nearVisits(visits: readonly { deliveryId: number; occurredAt: Date }[]): string {
  const ids = [...new Set(visits.map(({ deliveryId }) => Number(deliveryId)))].sort((a, b) => a - b);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { occurredAt } of visits) {
    first = Math.min(first, occurredAt.getTime());
    last = Math.max(last, occurredAt.getTime());
  }
  return `delivery_id IN (${ids.join(",")})
      AND occurred_at BETWEEN '${sqlTime(first - furthestNeighbourMs)}' AND '${sqlTime(last + furthestNeighbourMs)}'`;
}
