import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from "prom-client";
import { connection } from "@/db/client";
import { poolUse } from "@/db/pool-use";
import { eventWriter } from "@/services/email-tracking/recording/process-event-writer";
import { counts } from "./counts";
import type { PlainHistogram } from "./plain-histogram";
import { type Backlogs, readBacklogs } from "./read-backlogs";

type Labels = Record<string, string>;
type Value = { labels?: Labels; value: number };
type Read = () => Value[];
/** Of what is in the database nothing is said while it is away: an old number would look like a new one. */
type ReadBacklog = (backlogs: Backlogs) => Value[];

const prefix = "myportal_";

/**
 * Everything that Prometheus is told. Nothing is counted here: each metric reads, when it is asked for, what the process
 * has counted (`counts.ts`), what the event writer and the pool say of themselves, and what waits in the database.
 */
export function createRegistry(): Registry {
  const registry = new Registry();
  // Processor, memory, garbage collection and the event loop's lag.
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[], read: Read) =>
    registry.registerMetric(
      new Counter({
        ...{ name: prefix + name, help, labelNames, registers: [] },
        collect() {
          this.reset();
          for (const { labels = {}, value } of read()) this.inc(labels, value);
        },
      }),
    );
  const gauge = (name: string, help: string, labelNames: string[], read: () => Value[] | Promise<Value[]>) =>
    registry.registerMetric(
      new Gauge({
        ...{ name: prefix + name, help, labelNames, registers: [] },
        async collect() {
          const values = await read();
          this.reset();
          for (const { labels = {}, value } of values) this.set(labels, value);
          // Without labels a reset leaves a 0, which would be a lie about what is not known.
          if (values.length === 0 && labelNames.length === 0) this.remove();
        },
      }),
    );
  const histogram = (name: string, help: string, read: () => Measured[]) =>
    registry.registerMetric(histogramMetric(prefix + name, help, read));
  const backlog = (name: string, help: string, labelNames: string[], read: ReadBacklog) =>
    gauge(name, help, labelNames, async () => {
      const backlogs = await readBacklogs();
      return backlogs ? read(backlogs) : [];
    });

  addTracking({ counter, gauge, histogram });
  addRequests({ gauge, histogram });
  addMail({ counter, backlog });
  addDatabase({ gauge, backlog });
  return registry;
}

type Measured = { labels: Labels; histogram: PlainHistogram };
type Add = {
  counter: (name: string, help: string, labelNames: string[], read: Read) => void;
  gauge: (name: string, help: string, labelNames: string[], read: () => Value[] | Promise<Value[]>) => void;
  histogram: (name: string, help: string, read: () => Measured[]) => void;
  backlog: (name: string, help: string, labelNames: string[], read: ReadBacklog) => void;
};

function addTracking({ counter, gauge, histogram }: Pick<Add, "counter" | "gauge" | "histogram">) {
  const writer = () => eventWriter().state();
  const groups = () => counts().eventGroups;
  counter(
    "tracking_events_total",
    "Opens and clicks that this process committed, by what they meant when they came.",
    ["type", "class"],
    () => named(counts().visits, ["type", "class"]),
  );
  histogram("event_group_events", "Events that one transaction of the event writer committed.", () => [
    { labels: {}, histogram: groups().events },
  ]);
  histogram("event_group_commit_seconds", "How long such a transaction took.", () => [
    { labels: {}, histogram: groups().seconds },
  ]);
  counter(
    "event_group_failures_total",
    "Such transactions that failed; their events are tried again.",
    [],
    () => [{ value: groups().failed }],
  );
  gauge(
    "event_journal_events",
    "Events in this process's journal on disk that are not committed.",
    [],
    () => [{ value: writer().journal.events }],
  );
  gauge("event_journal_bytes", "Size of that journal.", [], () => [{ value: writer().journal.bytes }]);
  gauge("event_journal_files_set_aside", "Journal files that a person must look at.", [], () => [
    { value: writer().journal.setAside },
  ]);
  gauge("event_journal_failing", "1 while the journal takes no events.", [], () => [
    { value: writer().journalProblem === null ? 0 : 1 },
  ]);
  gauge("events_waiting", "Events in memory that are neither committed nor on disk.", [], () => [
    { value: writer().waiting },
  ]);
  counter("events_lost_total", "Events that neither database, journal nor memory took.", [], () => [
    { value: writer().lost },
  ]);
  histogram(
    "tracking_request_seconds",
    "How long tracking requests took, until they could be answered.",
    () =>
      Object.entries(counts().tracking).map(([kind, measured]) => ({
        labels: { kind },
        histogram: measured,
      })),
  );
}

function addRequests({ gauge, histogram }: Pick<Add, "gauge" | "histogram">) {
  histogram("http_request_seconds", "How long all other requests took, by the pattern of their route.", () =>
    [...counts().requests].map(([name, measured]) => {
      const [method = "", status = "", ...route] = name.split(" ");
      return { labels: { method, status, route: route.join(" ") }, histogram: measured };
    }),
  );
  gauge("http_requests_in_flight", "Requests that are being answered, live streams among them.", [], () => [
    { value: counts().requestsInFlight },
  ]);
}

function addMail({ counter, backlog }: Pick<Add, "counter" | "backlog">) {
  counter(
    "delivery_attempts_total",
    "Copies by what an attempt to send them came to; `portal`: it did not come to a transport.",
    ["transport", "outcome"],
    () => named(counts().attempts, ["transport", "outcome"]),
  );
  counter("delivery_reports_total", "What was heard later of copies that were sent.", ["report"], () =>
    named(counts().reports, ["report"]),
  );
  backlog("deliveries", "Copies on their way.", ["status", "transport"], ({ deliveries }) =>
    deliveries.map(({ copies, ...labels }) => ({ labels, value: copies })),
  );
  backlog("delivery_overdue_seconds", "How long the longest due copy has been due.", [], (waiting) => [
    { value: waiting.outbox.oldestSeconds },
  ]);
  backlog(
    "mail_problems",
    "Copies that did not arrive, or may not have, and that nobody has seen to.",
    ["status"],
    ({ mailProblems }) => mailProblems.map(({ copies, ...labels }) => ({ labels, value: copies })),
  );
  counter("plausible_events_total", "Events for Plausible, by what became of them.", ["result"], () =>
    named(counts().forwarded, ["result"]),
  );
  backlog("plausible_backlog_events", "Events that wait to be forwarded.", [], (waiting) => [
    { value: waiting.plausible.waiting },
  ]);
  backlog("plausible_backlog_oldest_seconds", "Since the oldest of them happened.", [], (waiting) => [
    { value: waiting.plausible.oldestSeconds },
  ]);
  counter("inbound_emails_total", "Mail that came in, by what it was.", ["outcome"], () =>
    named(counts().inbound, ["outcome"]),
  );
  backlog("inbound_backlog_emails", "Mail that came in and has not been read.", [], (waiting) => [
    { value: waiting.inbound.waiting },
  ]);
  backlog("inbound_backlog_oldest_seconds", "Since the oldest of it came in.", [], (waiting) => [
    { value: waiting.inbound.oldestSeconds },
  ]);
  backlog("inbound_problems", "Mail that nobody could make sense of or has seen to.", [], (waiting) => [
    { value: waiting.inboundProblems },
  ]);
}

function addDatabase({ gauge, backlog }: Pick<Add, "gauge" | "backlog">) {
  const pool = () => poolUse(connection().pool);
  gauge("database_up", "1 when the database answers this process.", [], async () => [
    { value: (await readBacklogs()) ? 1 : 0 },
  ]);
  gauge("database_pool_connections", "Connections of the pool.", ["state"], () => [
    { labels: { state: "in_use" }, value: pool().inUse },
    { labels: { state: "idle" }, value: pool().idle },
  ]);
  gauge("database_pool_limit", "Connections that the pool may have.", [], () => [{ value: pool().limit }]);
  gauge("database_pool_waiting", "Callers that wait for a connection.", [], () => [
    { value: pool().waiting },
  ]);
  backlog(
    "worker_last_run_seconds",
    "Since work that one process at a time does was last looked at.",
    ["worker"],
    ({ workers }) =>
      workers.map(({ name, sinceLastRun }) => ({ labels: { worker: name }, value: sinceLastRun })),
  );
}

/** Counts by names such as `open human`, whose words are the labels' values. */
function named(counted: Map<string, number>, labelNames: string[]): Value[] {
  return [...counted].map(([name, value]) => {
    const words = name.split(" ");
    return {
      labels: Object.fromEntries(labelNames.map((label, index) => [label, words[index] ?? ""])),
      value,
    };
  });
}

/** prom-client's own histogram counts by itself; of its contract a registry uses no more than this. */
function histogramMetric(name: string, help: string, read: () => Measured[]): Metric {
  const metric = {
    name,
    async get() {
      return { name, help, type: "histogram", aggregator: "sum", values: read().flatMap(valuesOf) };
    },
    reset() {},
  };
  function valuesOf({ labels, histogram: { bounds, counts: inBucket, sum } }: Measured) {
    let below = 0;
    const buckets = inBucket.map((count, index) => {
      below += count;
      const le = index < bounds.length ? String(bounds[index]) : "+Inf";
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: below },
    ];
  }
  return metric as unknown as Metric;
}
