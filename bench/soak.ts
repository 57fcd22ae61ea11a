/**
 * `npm run bench:soak -- --minutes 10`: a steady load of opens, and whether the portal's memory stays what it was.
 * Options: --minutes 10, --rate 2000 (opens a second), --copies 10000.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createBars, median, printedLatency } from "./support/bars";
import { createLoadClient } from "./support/load-client";
import { printedLoad, printMachine } from "./support/machine";
import { startMeasuredPortal } from "./support/measured-portal";
import { runOpenLoop } from "./support/open-loop";
import { withStage } from "./support/stage";
import { countSettled } from "./support/stored-events";
import { openPath, userAgents } from "./support/tracked-requests";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    rate: { type: "string", default: "2000" },
    copies: { type: "string", default: "10000" },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const copies = Number(values.copies);

/** A moment of the portal's life; megabytes. */
type Sample = { seconds: number; rss: number; heap: number };
const sampleSeconds = 10;
/** Compilers and caches settle in this part of the time. */
const warmUpPart = 0.1;

console.log(`\n  Soak: ${rate} opens a second for ${minutes} min\n`);
printMachine();
await withStage(async (stage) => {
  const reporter = fileURLToPath(new URL("./support/report-memory.mjs", import.meta.url));
  const { database, portal } = await startMeasuredPortal(stage, {
    copies,
    nodeFlags: ["--import", reporter],
  });
  const client = createLoadClient(portal.port);
  const samples = sampleMemory(portal);
  const times: number[] = [];
  let failed = 0;
  await runOpenLoop(rate, AbortSignal.timeout(minutes * 60_000), async (index, dueAt) => {
    const agent = userAgents[index % userAgents.length] ?? "";
    const answer = await client.ask(openPath((index % copies) + 1), agent);
    if (answer?.status === 200) times.push(performance.now() - dueAt);
    else failed++;
  });
  client.close();
  const { rows } = await countSettled(database.pool, "open");
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const bars = createBars();
  const settled = samples.slice(Math.ceil(samples.length * warmUpPart));
  for (const name of ["rss", "heap"] as const) checkFlat(name, settled, bars);
  const answered = times.length;
  bars.check(
    "every open was answered and is recorded once",
    failed === 0 && rows === answered,
    `${answered} answered, ${failed} not, ${rows} rows; ${printedLatency(times)}`,
  );
  bars.finish();
});

/** Half a sample's garbage is not a leak: for each ten seconds, the least heap and the resident memory then. */
function sampleMemory(portal: { onMessage(listener: (message: unknown) => void): void }): Sample[] {
  const samples: Sample[] = [];
  const started = performance.now();
  let recent: { rss: number; heapUsed: number }[] = [];
  portal.onMessage((message) => {
    if (!isMemory(message)) return;
    recent.push(message);
    if (recent.length < sampleSeconds) return;
    const seconds = (performance.now() - started) / 1000;
    const rss = Math.max(...recent.map((at) => at.rss)) / 2 ** 20;
    const heap = Math.min(...recent.map((at) => at.heapUsed)) / 2 ** 20;
    recent = [];
    samples.push({ seconds, rss, heap });
    console.log(
      `  ${seconds.toFixed(0).padStart(5)} s   resident ${rss.toFixed(0)} MB   heap ${heap.toFixed(0)} MB`,
    );
  });
  return samples;
}

function isMemory(message: unknown): message is { rss: number; heapUsed: number } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "memory";
}

function checkFlat(name: "rss" | "heap", samples: Sample[], bars: ReturnType<typeof createBars>) {
  const third = Math.floor(samples.length / 3);
  const first = median(samples.slice(0, third).map((sample) => sample[name]));
  const last = median(samples.slice(-third).map((sample) => sample[name]));
  const what = name === "rss" ? "resident memory" : "heap";
  bars.check(
    `${what}: the last third is 10% above the first or less`,
    last <= first * 1.1,
    `${first.toFixed(0)} MB, then ${last.toFixed(0)} MB; it grows by ${slope(samples, name).toFixed(2)} MB a minute`,
  );
}

/** Of the line through the samples (least squares), per minute. */
function slope(samples: Sample[], name: "rss" | "heap"): number {
  const mean = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const [x, y] = [mean(({ seconds }) => seconds), mean((sample) => sample[name])];
  const covariance = mean((sample) => (sample.seconds - x) * (sample[name] - y));
  return (covariance / mean(({ seconds }) => (seconds - x) ** 2)) * 60;
}
