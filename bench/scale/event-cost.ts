import type { Pool, RowDataPacket } from "mysql2/promise";
import { median } from "../support/bars";
import { connections } from "../support/compare-with-bare";
import { untilRecorded } from "../support/portal-process";
import { processorSeconds } from "../support/process-usage";
import { openPath, userAgents } from "../support/tracked-requests";
import { runWrk } from "../support/wrk";

export type EventCost = {
  /** Processor time of the portal and the database together, for one open, until it is in the database. */
  microseconds: number;
  perSecond: number;
  /** Opens a second, counted until the last of them was in the database. */
  recordedPerSecond: number;
  /** Opens a second as a part of what the bare server did in the same minute: the machine's own moods cancel out. */
  ofBare: number;
  p99: number;
};

/** Ids that a load is spread over: evenly over all copies, so that no page of an index is warmer than in life. */
const spread = 50_000;
/** Times that all of these are visited at most before it counts. */
const longestWarmUp = 10;

/** Measures what an open costs now: medians over rounds of opens at a fixed number of connections. */
export async function measureEventCost(options: {
  home: string;
  copies: number;
  portal: { port: number; pid: number };
  bare: { port: number };
  database: { pool: Pool; pid: number };
  rounds: number;
  seconds: number;
}): Promise<EventCost> {
  const { home, copies, portal, bare, database, rounds, seconds } = options;
  const step = Math.max(1, Math.floor(copies / spread));
  const requests = Array.from({ length: Math.min(copies, spread) }, (_, index) => ({
    path: openPath(1 + index * step),
    userAgent: userAgents[index % userAgents.length] ?? "",
  }));
  const load = (port: number, duration: number) =>
    runWrk({ home, port, connections, seconds: duration, requests });
  const used = () => processorSeconds(portal.pid) + processorSeconds(database.pid);
  await warmUp(database.pool, async () => {
    const { requests: answered } = await load(portal.port, 3);
    await untilRecorded(portal.port);
    return answered;
  });
  const measured: EventCost[] = [];
  for (let round = 0; round < rounds; round++) {
    const baseline = await load(bare.port, Math.ceil(seconds / 2));
    const [before, startedAt] = [used(), performance.now()];
    const { requests: answered, requestsPerSecond: perSecond, p99 } = await load(portal.port, seconds);
    await untilRecorded(portal.port);
    const microseconds = ((used() - before) * 1e6) / answered;
    const recordedPerSecond = (answered * 1000) / (performance.now() - startedAt);
    const ofBare = perSecond / baseline.requestsPerSecond;
    measured.push({ microseconds, perSecond, recordedPerSecond, ofBare, p99 });
  }
  const middle = (value: (cost: EventCost) => number) => median(measured.map(value));
  return {
    microseconds: middle((cost) => cost.microseconds),
    perSecond: middle((cost) => cost.perSecond),
    recordedPerSecond: middle((cost) => cost.recordedPerSecond),
    ofBare: middle((cost) => cost.ofBare),
    p99: middle((cost) => cost.p99),
  };
}

/** Visits until the database reads hardly a page from the disk for them: as one that has been running for a while. */
async function warmUp(pool: Pool, visit: () => Promise<number>) {
  for (let time = 0; time < longestWarmUp; time++) {
    const before = await pagesRead(pool);
    const visits = await visit();
    if ((await pagesRead(pool)) - before < visits / 100) return;
  }
}

async function pagesRead(pool: Pool): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Innodb_pages_read'");
  return Number(rows[0]?.Value);
}
