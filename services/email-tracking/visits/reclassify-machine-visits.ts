import { and, between, eq, inArray, like, or, sql } from "drizzle-orm";
import { escape as quote } from "mysql2";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailTrackingEvents as events } from "@/db/schema/email";
import { correctSummaries } from "./correct-summaries";
import {
  besideGatewayPrefix,
  findScans,
  groupByCopy,
  type Scan,
  type StoredVisit,
  scanReason,
} from "./find-scans";
import { gatewayNames } from "./machine-signals";
import { nearVisits } from "./near-visits";

/**
 * Looks again at what was taken for people's visits, in the light of visits that have just been stored: what belongs to
 * a machine's burst over the links of a mail, or lies beside the visit of a named gateway, becomes `scanner`, is not
 * forwarded, and no longer counts as read. Raw counts stay. The result depends on the stored visits and not on the order
 * in which they came, and a second look changes nothing.
 *
 * Needs the copies' rows in `email_deliveries` locked by the transaction (adding to their summaries does that), so that
 * of two processes the second sees what the first has stored. Costs one query where nothing shows a machine.
 * @param visits those of a group whose copies have clicks, or visits that did not count as read; `deliveryId` as it
 * stands in their rows. With the opens of a copy that had neither, nothing can be amiss.
 * @returns how many visits are now taken for a machine's.
 */
export async function reclassifyMachineVisits(
  tx: DatabaseOrTransaction,
  visits: { deliveryId: number; occurredAt: Date }[],
): Promise<number> {
  if (visits.length === 0) return 0;
  const scans = findScans(await readEvidence(tx, visits));
  if (scans.length === 0) return 0;
  const reclassified: StoredVisit[] = [];
  const idsByReason = new Map<string, number[]>();
  for (const visit of await readSuspects(tx, scans)) {
    const reason = scanReason(visit, scans);
    if (reason === null || reason === visit.visitReason) continue;
    idsByReason.set(reason, [...(idsByReason.get(reason) ?? []), visit.id]);
    if (visit.visitClass === "human") reclassified.push(visit);
  }
  for (const [reason, ids] of [...idsByReason].sort()) await markAsScanner(tx, reason, ids);
  await correctSummaries(tx, reclassified);
  return reclassified.length;
}

const columns = {
  id: events.id,
  deliveryId: sql`${events.deliveryId}`.mapWith(Number),
  eventType: events.eventType,
  occurredAt: events.occurredAt,
  visitClass: events.visitClass,
  visitReason: events.visitReason,
  ipAddress: events.ipAddress,
  link: sql<string | null>`COALESCE(CONCAT('#', ${events.linkPosition}), ${events.eventUrl})`,
};

const evidence = `event_type = 'click' OR visit_reason IN (${gatewayNames.map((name) => quote(name)).join(", ")})`;

type EvidenceRow = Omit<StoredVisit, "occurredAt"> & { occurredAt: string };

/** Clicks, and gateways' visits, near the given ones. */
async function readEvidence(
  tx: DatabaseOrTransaction,
  visits: { deliveryId: number; occurredAt: Date }[],
): Promise<StoredVisit[]> {
  const [rows] = await tx.execute(
    sql.raw(`
    SELECT id, delivery_id AS deliveryId, event_type AS eventType, occurred_at AS occurredAt, visit_class AS visitClass,
      visit_reason AS visitReason, ip_address AS ipAddress, COALESCE(CONCAT('#', link_position), event_url) AS link
    FROM email_tracking_events
    WHERE ${nearVisits(visits)} AND (${evidence})`),
  );
  return (rows as unknown as EvidenceRow[]).map((row) => ({
    ...row,
    deliveryId: Number(row.deliveryId),
    occurredAt: new Date(`${row.occurredAt.replace(" ", "T")}Z`),
  }));
}

/** What may have to change its class, or the reason for it, because of these scans. */
function readSuspects(tx: DatabaseOrTransaction, scans: Scan[]): Promise<StoredVisit[]> {
  const nearScans = [...groupByCopy(scans)].map(([deliveryId, own]) =>
    and(
      eq(events.deliveryId, deliveryId),
      between(
        events.occurredAt,
        new Date(Math.min(...own.map(({ from }) => from))),
        new Date(Math.max(...own.map(({ to }) => to))),
      ),
    ),
  );
  const suspicious = or(
    eq(events.visitClass, "human"),
    and(eq(events.visitClass, "scanner"), like(events.visitReason, `${besideGatewayPrefix}%`)),
  );
  return tx
    .select(columns)
    .from(events)
    .where(and(or(...nearScans), suspicious))
    .orderBy(events.deliveryId, events.occurredAt);
}

async function markAsScanner(tx: DatabaseOrTransaction, reason: string, ids: number[]) {
  await tx
    .update(events)
    .set({
      visitClass: "scanner",
      visitReason: reason,
      plausibleStatus: sql`IF(${events.plausibleStatus} = 'pending', 'skipped', ${events.plausibleStatus})`,
      plausibleNextAt: null,
    })
    .where(
      inArray(
        events.id,
        ids.sort((a, b) => a - b),
      ),
    );
}
