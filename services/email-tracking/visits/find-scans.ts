import type { emailTrackingEvents } from "@/db/schema/email";
import { anonymiseIp } from "./anonymise-ip";
import { gatewayNames } from "./machine-signals";

/** Nobody reads and follows three links in the time in which a machine follows all of them. */
export const burst = { links: 3, withinMs: 2_000 } as const;

/** A gateway that follows the links loads the images in the same moment, before or after them. */
const besideBurstMs = 2_000;
/** A gateway that says its name works on a mail with several connections. */
const besideGatewayMs = 5_000;
/** Where addresses are not kept, being near in time is all there is, and it must be nearer. */
const besideGatewayUnknownNetworkMs = 2_000;

/** No event further away than this says anything about another. */
export const furthestNeighbourMs = 5_000;

/** A stored open or click, as far as it matters here. */
export type StoredVisit = Pick<
  typeof emailTrackingEvents.$inferSelect,
  "id" | "eventType" | "occurredAt" | "visitClass" | "visitReason" | "ipAddress"
> & {
  deliveryId: number;
  /** What tells one link of the mail from another; null for opens. */
  link: string | null;
};

/** Something that a machine did with one copy, and the time in which a person's visit would be its doing too. */
export type Scan = Span & { deliveryId: number } & ({ by: "burst" } | ({ by: "gateway" } & Gateway));

type Span = { from: number; to: number };

/** A gateway, and of whose visits its own speak: of those from one network, from nobody knows where, or of all. */
type Gateway = { name: string; against: string };

const [unknownNetwork, anyNetwork] = ["unknown", "any"];

export const burstReason = "three or more links within seconds";
export const besideGatewayPrefix = "beside a scan by ";

/** Whose scan a stored reason tells of, as a subject for a sentence; null when it tells of none. */
export function scannerIn(visitReason: string): string | null {
  if (visitReason === burstReason) return "a security scanner";
  if (visitReason.startsWith(besideGatewayPrefix)) return visitReason.slice(besideGatewayPrefix.length);
  return gatewayNames.includes(visitReason) ? visitReason : null;
}

/**
 * Finds what shows that machines scanned a copy. What has been reclassified before counts for what it was at first:
 * the result depends on the visits and not on the order in which they became known.
 * @param visits of any copies, in any order
 */
export function findScans(visits: StoredVisit[]): Scan[] {
  return [...groupByCopy(visits.filter(isEvidence))].flatMap(([deliveryId, own]) => {
    const clicks = own.filter(({ eventType }) => eventType === "click");
    const gateways = own.filter(({ visitReason }) => gatewayNames.includes(visitReason));
    return [
      ...findBursts(clicks).map((span) => ({ deliveryId, by: "burst" as const, ...span })),
      ...findGatewayScans(gateways).map((scan) => ({ deliveryId, by: "gateway" as const, ...scan })),
    ];
  });
}

/**
 * Why a visit is taken for a machine's, in at most 64 characters; null when it stays what it is. An image proxy's open
 * stays: gateways do not go through one, and it is named itself.
 */
export function scanReason(visit: StoredVisit, scans: Scan[]): string | null {
  if (!wasHuman(visit)) return null;
  const at = visit.occurredAt.getTime();
  const near = scans.filter(
    (scan) => scan.deliveryId === visit.deliveryId && at >= scan.from && at <= scan.to,
  );
  if (near.some(({ by }) => by === "burst")) return burstReason;
  const network = anonymiseIp(visit.ipAddress, "truncated") ?? unknownNetwork;
  const names = near.flatMap((scan) =>
    scan.by === "gateway" && (scan.against === network || scan.against === anyNetwork) ? [scan.name] : [],
  );
  const [name] = names.sort();
  return name === undefined ? null : `${besideGatewayPrefix}${name}`;
}

/** A person's visit, or one that was taken for a person's until it was seen beside a scan. */
function wasHuman({ visitClass, visitReason }: StoredVisit): boolean {
  return (
    visitClass === "human" ||
    (visitClass === "scanner" && (visitReason === burstReason || visitReason.startsWith(besideGatewayPrefix)))
  );
}

/** Previews and crawlers follow links that people pass on: they say nothing of a recipient's gateway. */
function isEvidence(visit: StoredVisit): boolean {
  return wasHuman(visit) || (visit.visitClass === "scanner" && gatewayNames.includes(visit.visitReason));
}

/** The spans of clicks on enough links within the time of a burst, widened by what belongs to them. */
function findBursts(clicks: StoredVisit[]): Span[] {
  const sorted = clicks
    .map(({ occurredAt, link }) => ({ at: occurredAt.getTime(), link: link ?? "" }))
    .sort((a, b) => a.at - b.at);
  const inWindow = new Map<string, number>();
  const spans: Span[] = [];
  let next = 0;
  for (const first of sorted) {
    for (let click = sorted[next]; click && click.at <= first.at + burst.withinMs; click = sorted[++next]) {
      inWindow.set(click.link, (inWindow.get(click.link) ?? 0) + 1);
    }
    if (inWindow.size >= burst.links) {
      const last = sorted[next - 1]?.at ?? first.at;
      addSpan(spans, { from: first.at - besideBurstMs, to: last + besideBurstMs });
    }
    const left = (inWindow.get(first.link) ?? 0) - 1;
    if (left > 0) inWindow.set(first.link, left);
    else inWindow.delete(first.link);
  }
  return spans;
}

/** The spans beside the visits of named gateways, those that touch as one: a thousand visits in a moment are a few. */
function findGatewayScans(visits: StoredVisit[]): (Span & Gateway)[] {
  const found = new Map<string, Gateway & { spans: Span[] }>();
  for (const visit of [...visits].sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime())) {
    const { visitReason: name, occurredAt } = visit;
    const at = occurredAt.getTime();
    for (const [against, withinMs] of reachOf(visit)) {
      const key = `${name} ${against}`;
      const known = found.get(key) ?? { name, against, spans: [] };
      addSpan(known.spans, { from: at - withinMs, to: at + withinMs });
      found.set(key, known);
    }
  }
  return [...found.values()].flatMap(({ spans, ...gateway }) =>
    spans.map((span) => ({ ...span, ...gateway })),
  );
}

function reachOf({ ipAddress }: StoredVisit): [against: string, withinMs: number][] {
  const network = anonymiseIp(ipAddress, "truncated");
  if (network === null) return [[anyNetwork, besideGatewayUnknownNetworkMs]];
  return [
    [network, besideGatewayMs],
    [unknownNetwork, besideGatewayUnknownNetworkMs],
  ];
}

function addSpan(spans: Span[], span: Span) {
  const last = spans.at(-1);
  if (last && span.from <= last.to) last.to = span.to;
  else spans.push(span);
}

export function groupByCopy<T extends { deliveryId: number }>(rows: T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.deliveryId);
    if (group) group.push(row);
    else groups.set(row.deliveryId, [row]);
  }
  return groups;
}
