/**
 * `npm run bench:faults`: breaks the portal and its database under load and looks whether each open and click that was
 * answered is recorded once, and none twice. Options: --rounds 50, --rate 300 (opens and clicks a second, each, in the
 * rounds), --outage 60 (seconds that the database is away), --outage-rate 500 (likewise, meanwhile).
 */
import { parseArgs } from "node:util";
import { runAdoptedJournal } from "./faults/adopted-journal";
import type { Verdict } from "./faults/check-recorded";
import { outageKinds, runDatabaseOutage } from "./faults/database-outage";
import { type FaultWorld, openFaultWorld } from "./faults/fault-world";
import { runFullJournal, withFileLimit, withTinyDisk } from "./faults/full-journal";
import { runKillRound, targets } from "./faults/kill-round";
import { runOrderlyStop } from "./faults/orderly-stop";
import { createBars, percentile, printedLatency } from "./support/bars";
import { printMachine } from "./support/machine";
import { withStage } from "./support/stage";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    rate: { type: "string", default: "300" },
    outage: { type: "string", default: "60" },
    "outage-rate": { type: "string", default: "500" },
  },
});
const rounds = Number(values.rounds);
const perSecond = Number(values.rate);
const outageSeconds = Number(values.outage);
const outageRate = Number(values["outage-rate"]);
/** Room for a second of events, where there is to be none. */
const journalKibibytes = 32;

console.log("\n  Faults: what was answered is recorded once\n");
printMachine();
const bars = createBars();
await withStage(async (stage) => {
  const world = await openFaultWorld(stage);
  const verdicts: Verdict[] = [];
  for (let round = 0; round < rounds; round++) {
    const target = targets[round % targets.length] ?? "both";
    const verdict = await runKillRound(world, target, perSecond);
    verdicts.push(verdict);
    console.log(
      `  round ${String(round + 1).padStart(3)}  kill -9 ${target.padEnd(9)} ${described(verdict)}`,
    );
  }
  bars.check(`${rounds} rounds of kill -9`, verdicts.every(isSound), described(sumOf(verdicts)));
  for (const how of outageKinds) {
    const { verdict, meanwhile } = await runDatabaseOutage(world, {
      ...{ how, seconds: outageSeconds, perSecond: outageRate },
    });
    const name = `database ${how} for ${outageSeconds} s`;
    bars.check(`${name}: nothing lost`, isSound(verdict), described(verdict));
    const clicks = meanwhile.filter(({ eventType }) => eventType === "click");
    const led = clicks.filter(({ outcome }) => outcome === "right").length;
    bars.check(`${name}: every click redirected`, led === clicks.length, `${led} of ${clicks.length}`);
    const times = clicks.map(({ took }) => took);
    bars.check(`${name}: p99 of clicks below 50 ms`, percentile(times, 99) < 50, printedLatency(times));
  }
  const adopted = await runAdoptedJournal(world, perSecond);
  bars.check("a killed portal's journal is brought in by another", isSound(adopted), described(adopted));
  const [stopped, tookMs] = await runOrderlyStop(world, perSecond);
  bars.check(
    "SIGTERM with the database away",
    isSound(stopped) && tookMs < 15_000,
    `ended in ${(tookMs / 1000).toFixed(1)} s; ${described(stopped)}`,
  );
  await breakJournal(world, "a limit on its files", withFileLimit(journalKibibytes));
  const tinyDisk = withTinyDisk(world.portal().dataDir, journalKibibytes);
  if (tinyDisk) await breakJournal(world, "a full disk", tinyDisk);
  else console.log("  SKIP  a full disk: only root may mount a small file system here");
});
bars.finish();

async function breakJournal(world: FaultWorld, how: string, wrapper: string[]) {
  const { verdict, before, full } = await runFullJournal(world, {
    ...{ wrapper, seconds: 10, perSecond },
  });
  const { sent, answered } = verdict;
  bars.check(
    `no room for the journal (${how}): still answers, and the memory holds what it can`,
    answered === sent && isSound(verdict),
    described(verdict),
  );
  bars.check(
    `no room for the journal (${how}): its health says so`,
    before === null && full !== null,
    `${before ?? "well"}, then ${full ?? "well"}, in the end well`,
  );
}

function isSound({ lost, twice, mistaken, wrongAnswers, wrongCounters }: Verdict): boolean {
  return lost.length + twice.length + mistaken.length + wrongAnswers + wrongCounters === 0;
}

function described(verdict: Verdict): string {
  const { sent, answered, unansweredButRecorded, lost, twice, mistaken, wrongAnswers, wrongCounters } =
    verdict;
  const trouble = [
    lost.length ? `${lost.length} LOST (${lost.slice(0, 3).join(", ")} …)` : "",
    twice.length ? `${twice.length} TWICE (${twice.slice(0, 3).join(", ")} …)` : "",
    mistaken.length ? `${mistaken.length} MISTAKEN` : "",
    wrongAnswers ? `${wrongAnswers} WRONG ANSWERS` : "",
    wrongCounters ? `${wrongCounters} WRONG COUNTERS` : "",
  ].filter(Boolean);
  const recorded = trouble.length ? trouble.join(", ") : "each recorded once";
  return `${answered} of ${sent} answered, ${recorded} (and ${unansweredButRecorded} unanswered)`;
}

/** Of the counters the last word counts: they are never set back. */
function sumOf(verdicts: Verdict[]): Verdict {
  return verdicts.reduce((sum, verdict) => ({
    sent: sum.sent + verdict.sent,
    answered: sum.answered + verdict.answered,
    unansweredButRecorded: sum.unansweredButRecorded + verdict.unansweredButRecorded,
    wrongAnswers: sum.wrongAnswers + verdict.wrongAnswers,
    lost: [...sum.lost, ...verdict.lost],
    twice: [...sum.twice, ...verdict.twice],
    mistaken: [...sum.mistaken, ...verdict.mistaken],
    wrongCounters: verdict.wrongCounters,
  }));
}
