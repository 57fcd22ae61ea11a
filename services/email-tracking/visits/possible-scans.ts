import { burst } from "./find-scans";
import { nearVisits } from "./near-visits";

/**
 * A query for the copies near whose visits something may show a machine: enough links for a burst, or a visit of a
 * scanner that is known already. One look through an index, cheap enough for every group with clicks; only the copies it
 * names are worth a closer look (`reclassifyMachineVisits`). Destinations without a number are told apart by a checksum:
 * to tell texts apart the database would make a table on disk.
 * @param visits at least one
 */
export function possibleScansStatement(visits: readonly { deliveryId: number; occurredAt: Date }[]): string {
  return `SELECT delivery_id FROM email_tracking_events
    WHERE ${nearVisits(visits)}
      AND (event_type = 'click' OR visit_class = 'scanner')
    GROUP BY delivery_id
    HAVING COUNT(DISTINCT IF(event_type = 'click', COALESCE(link_position, 1000000 + CRC32(event_url)), NULL)) >= ${burst.links}
      OR SUM(visit_class = 'scanner') > 0`;
}
