import { escape as quote } from "mysql2";
import { burst, furthestNeighbourMs } from "./find-scans";

/**
 * A query for the copies near whose visits something may show a machine: enough links for a burst, or a visit of a
 * scanner that is known already. One look through an index, cheap enough for every group with clicks; only the copies it
 * names are worth a closer look (`reclassifyMachineVisits`).
 * @param visits at least one
 */
export function possibleScansStatement(visits: readonly { deliveryId: number; occurredAt: Date }[]): string {
  const ids = [...new Set(visits.map(({ deliveryId }) => deliveryId))].sort((a, b) => a - b);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { occurredAt } of visits) {
    first = Math.min(first, occurredAt.getTime());
    last = Math.max(last, occurredAt.getTime());
  }
  const time = (ms: number) => quote(new Date(ms), false, "Z");
  return `SELECT delivery_id FROM email_tracking_events
    WHERE delivery_id IN (${ids.map(Number).join(",")})
      AND occurred_at BETWEEN ${time(first - furthestNeighbourMs)} AND ${time(last + furthestNeighbourMs)}
      AND (event_type = 'click' OR visit_class = 'scanner')
    GROUP BY delivery_id
    HAVING COUNT(DISTINCT IF(event_type = 'click', COALESCE(CONCAT('#', link_position), event_url), NULL)) >= ${burst.links}
      OR SUM(visit_class = 'scanner') > 0`;
}
