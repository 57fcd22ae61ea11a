/**
 * `npm run bench:opens`: how many opens a second the portal records durably, beside a bare `node:http` server that
 * returns the same image and does nothing, in the same run. Options: --rounds 7, --seconds 5, --copies 10000,
 * --profile FOLDER (a processor profile of the portal).
 */
import { parseArgs } from "node:util";
import { createBars } from "./support/bars";
import { compareWithBare, connections } from "./support/compare-with-bare";
import { printedLoad, printMachine } from "./support/machine";
import { startMeasuredPortal } from "./support/measured-portal";
import { withStage } from "./support/stage";
import { countSettled } from "./support/stored-events";
import { openPath, userAgents } from "./support/tracked-requests";
import { ensureWrk } from "./support/wrk";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "5" },
    copies: { type: "string", default: "10000" },
    profile: { type: "string" },
  },
});
const copies = Number(values.copies);

console.log(`\n  Opens: ${connections} connections, ids spread over ${copies} copies\n`);
printMachine();
await ensureWrk();
await withStage(async (stage) => {
  const nodeFlags = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [];
  const { database, portal } = await startMeasuredPortal(stage, { copies, nodeFlags });
  const requests = Array.from({ length: copies }, (_, index) => ({
    path: openPath(index + 1),
    userAgent: userAgents[index % userAgents.length] ?? "",
  }));
  const measured = await compareWithBare(stage, {
    ...{ port: portal.port, requests, rounds: Number(values.rounds), seconds: Number(values.seconds) },
  });
  const { rows, onCopies, onReplies } = await countSettled(database.pool, "open");
  // One more: the request that the baseline's answer was copied from.
  const most = measured.answered + measured.onTheirWay + 1;
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const bars = createBars();
  bars.check(
    "durable opens at 45% of bare node:http or more",
    measured.ratio >= 0.45,
    `${(measured.ratio * 100).toFixed(1)}% (${measured.portal.toFixed(0)} of ${measured.bare.toFixed(0)} a second; ${measured.recorded.toFixed(0)} with the way into the database)`,
  );
  bars.check(
    `p99 below 25 ms at ${connections} connections`,
    measured.p99 < 25,
    `p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(1)} ms`,
  );
  bars.check("no request failed", measured.failed === 0, `${measured.failed} of ${measured.answered}`);
  bars.check(
    "every open that was answered is recorded, and none twice",
    rows >= measured.answered + 1 && rows <= most,
    `${measured.answered} answered, ${rows} rows (up to ${measured.onTheirWay} were on their way when a load stopped)`,
  );
  bars.check(
    "the counters say what the rows say",
    onCopies === rows && onReplies === rows,
    `${onCopies} on copies, ${onReplies} on replies`,
  );
  bars.finish();
});
