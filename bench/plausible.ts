/**
 * `npm run bench:plausible`: how many events a second one process forwards to the strict stand-in for Plausible, in order,
 * each settled in the database, beside a bare client that posts the same bodies with the same concurrency and keeps
 * nothing. Options: --events 10000, --rounds 3.
 */
import { parseArgs } from "node:util";
import { createBars, median } from "./support/bars";
import { printedLoad, printMachine } from "./support/machine";
import { startPrivateDatabase } from "./support/private-database";
import { withStage } from "./support/stage";
import { runProgram, startProgram } from "./support/start-program";

const { values } = parseArgs({
  options: { events: { type: "string", default: "10000" }, rounds: { type: "string", default: "3" } },
});
const events = Number(values.events);
const rounds = Number(values.rounds);

console.log(`\n  Forwarding: ${events} events a round, 25 at once\n`);
printMachine();
await withStage(async (stage) => {
  const database = await startPrivateDatabase(stage.home);
  stage.onEnd(() => database.stop());
  const standIn = await startProgram("plausible/stand-in", {});
  stage.onEnd(() => standIn.stop());
  const { url } = await standIn.next<{ url: string }>("listening");
  const variables = {
    ...{ DATABASE_URL: database.url, DATA_DIR: stage.home, NODE_ENV: "production", LOG_LEVEL: "warn" },
    ...{ SECRET_KEY: "a-secret-key-that-only-benchmarks-use", PORTAL_URL: "https://desk.example.com" },
  };
  const run = <Result>(program: string, key: string) =>
    runProgram<Result>(key, `plausible/${program}`, variables, [String(events), url]);
  const bare: number[] = [];
  const ours: { perSecond: number; sent: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    await run("lay", "laid");
    const { perSecond } = await run<{ perSecond: number }>("bare", "measured");
    const measured = await run<{ perSecond: number; sent: number }>("drain", "measured");
    bare.push(perSecond);
    ours.push(measured);
    const ratio = ((measured.perSecond / perSecond) * 100).toFixed(1);
    console.log(
      `  round ${round + 1}   bare ${perSecond.toFixed(0).padStart(6)} events/s   forwarder ${measured.perSecond.toFixed(0).padStart(6)} events/s   ${ratio}%`,
    );
  }
  const counted = await standIn.ask<{ total: number; dropped: number; refused: number }>("count", "counted");
  const perSecond = median(ours.map((measured) => measured.perSecond));
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const bars = createBars();
  bars.check(
    "1,000 events a second forwarded by one process or more",
    perSecond >= 1000,
    `${perSecond.toFixed(0)} a second, ${((perSecond / median(bare)) * 100).toFixed(1)}% of a bare client's ${median(bare).toFixed(0)}`,
  );
  const expected = events * rounds;
  const { total, dropped, refused } = counted;
  bars.check(
    "every event reached the stand-in once, none dropped or refused, and the database says so",
    total === expected * 2 && dropped + refused === 0 && ours.every(({ sent }) => sent === events),
    `${total} of ${expected * 2} (half by the bare client), ${dropped} dropped, ${refused} refused`,
  );
  bars.finish();
});
