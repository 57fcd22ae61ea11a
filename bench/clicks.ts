/**
 * `npm run bench:clicks`: clicks on signed links. First as many as 128 connections bring, beside a bare `node:http`
 * server that returns the same redirect and does nothing; then 1,000 a second whatever happens, timed from the moment
 * each was due, of both and of a bare server that has each click on the disk before it answers. Options: --rounds 7,
 * --seconds 5, --copies 10000, --rate 1000, --steady 20 (seconds).
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBareServer } from "./support/bare-server";
import { createBars, percentile, printedLatency } from "./support/bars";
import { compareWithBare, connections } from "./support/compare-with-bare";
import { createLoadClient } from "./support/load-client";
import { printedLoad, printMachine } from "./support/machine";
import { startMeasuredPortal } from "./support/measured-portal";
import { runOpenLoop } from "./support/open-loop";
import { withStage } from "./support/stage";
import { countSettled } from "./support/stored-events";
import { clickPath, userAgents } from "./support/tracked-requests";
import { ensureWrk } from "./support/wrk";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "5" },
    copies: { type: "string", default: "10000" },
    rate: { type: "string", default: "1000" },
    steady: { type: "string", default: "20" },
  },
});
const copies = Number(values.copies);
const rate = Number(values.rate);
const steadySeconds = Number(values.steady);
/** Each of them clicked once, to learn its answer. */
const baselines = 2;

// People's browsers only: an image proxy that follows links is a scanner.
const browsers = userAgents.filter((name) => name.startsWith("Mozilla") && !name.includes("Proxy"));
const requests = Array.from({ length: copies }, (_, index) => ({
  // One of each mail's links: three at once would be a scanner's burst.
  path: clickPath(index + 1, index),
  userAgent: browsers[index % browsers.length] ?? "",
}));

console.log(`\n  Clicks: ${connections} connections, then ${rate} a second; ${copies} copies\n`);
printMachine();
await ensureWrk();
await withStage(async (stage) => {
  const { database, portal } = await startMeasuredPortal(stage, { copies });
  const { port } = portal;
  const measured = await compareWithBare(stage, {
    ...{ port, requests, rounds: Number(values.rounds), seconds: Number(values.seconds) },
  });
  const steadyBare = await clickSteadily(measured.barePort);
  const writing = await startBareServer(
    port,
    requests[0]?.path ?? "/",
    join(stage.home, "written-by-the-bare-server"),
  );
  stage.onEnd(() => writing.stop());
  const steadyWriting = await clickSteadily(writing.port);
  const steady = await clickSteadily(port);
  const { rows, onCopies, onReplies } = await countSettled(database.pool, "click");
  const answered = measured.answered + steady.times.length;
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const bars = createBars();
  bars.check(
    "durable clicks at 45% of bare node:http or more",
    measured.ratio >= 0.45,
    `${(measured.ratio * 100).toFixed(1)}% (${measured.portal.toFixed(0)} of ${measured.bare.toFixed(0)} a second; ${measured.recorded.toFixed(0)} with the way into the database), ` +
      `p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(1)} ms`,
  );
  bars.check(
    `p99 below 5 ms at ${rate} a second`,
    percentile(steady.times, 99) < 5,
    `${printedLatency(steady.times, 2)}, max ${percentile(steady.times, 100).toFixed(0)} ms over ${steadySeconds} s; ` +
      `bare node:http: ${printedLatency(steadyBare.times, 2)}; one that has each click on the disk first: ${printedLatency(steadyWriting.times, 2)}`,
  );
  bars.check(
    "every click led on",
    measured.failed === 0 && steady.astray === 0,
    `${measured.failed} + ${steady.astray} did not, of ${answered}`,
  );
  bars.check(
    "every click that was answered is recorded, and none twice",
    rows >= answered + baselines && rows <= answered + baselines + measured.onTheirWay,
    `${answered} answered, ${rows} rows (up to ${measured.onTheirWay} were on their way when a load stopped)`,
  );
  bars.check(
    "the counters say what the rows say",
    onCopies === rows && onReplies === rows,
    `${onCopies} on copies, ${onReplies} on replies`,
  );
  bars.finish();
});

/** @returns the time of each answered click in milliseconds, and how many were not redirected. */
async function clickSteadily(port: number) {
  const client = createLoadClient(port);
  const times: number[] = [];
  let astray = 0;
  await runOpenLoop(rate, AbortSignal.timeout(steadySeconds * 1000), async (index, dueAt) => {
    const { path, userAgent } = requests[index % requests.length] ?? { path: "/", userAgent: "" };
    const answer = await client.ask(path, userAgent);
    if (answer?.status === 302) times.push(performance.now() - dueAt);
    else astray++;
  });
  client.close();
  return { times, astray };
}
