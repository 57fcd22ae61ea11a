import { createPlainHistogram, type PlainHistogram } from "./plain-histogram";

/** Seconds: from what a pixel takes to what a person gives up at. */
const latencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const groupBounds = [1, 2, 5, 10, 25, 50, 100, 250, 500];

/**
 * What this process has counted since it started. Whoever does something adds to it with a plain `++`; what Prometheus
 * is told is made of it when it asks (`registry.ts`), so that counting costs nothing where it happens ten thousand times
 * a second.
 */
export type Counts = {
  /** Opens and clicks that were committed, by `open human` and the like. */
  visits: Map<string, number>;
  eventGroups: { events: PlainHistogram; seconds: PlainHistogram; failed: number };
  /** Answered tracking requests, in seconds, by what was asked for. */
  tracking: Record<"pixel" | "click" | "status", PlainHistogram>;
  /** All other requests, in seconds, by `GET 2xx /tickets/[id]` and the like. */
  requests: Map<string, PlainHistogram>;
  requestsInFlight: number;
  /** What became of attempts to send, by `smtp sent` and the like. */
  attempts: Map<string, number>;
  /** Reports that moved a copy, by `bounced` and the like. */
  reports: Map<string, number>;
  /** What became of events that were to be forwarded. */
  forwarded: Map<string, number>;
  /** What became of mail that came in. */
  inbound: Map<string, number>;
};

// server.ts and Next's routes are two module graphs in one process.
const shared = globalThis as { __myportalCounts?: Counts };

/** The process's counts. */
export function counts(): Counts {
  shared.__myportalCounts ??= {
    visits: new Map(),
    eventGroups: {
      events: createPlainHistogram(groupBounds),
      seconds: createPlainHistogram(latencyBounds),
      failed: 0,
    },
    tracking: { pixel: latencies(), click: latencies(), status: latencies() },
    requests: new Map(),
    requestsInFlight: 0,
    attempts: new Map(),
    reports: new Map(),
    forwarded: new Map(),
    inbound: new Map(),
  };
  return shared.__myportalCounts;
}

/** A histogram of seconds. */
export function latencies(): PlainHistogram {
  return createPlainHistogram(latencyBounds);
}

/** Adds to one of the counts by name. */
export function countUp(counted: Map<string, number>, name: string, by = 1) {
  counted.set(name, (counted.get(name) ?? 0) + by);
}
