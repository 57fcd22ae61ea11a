/**
 * `npm run bench:delivery`: how many mails a second the outbox delivers, each handed off and settled durably, beside a bare
 * pooled nodemailer that sends the same rendered messages to the same loopback sink in the same run and keeps nothing.
 * Options: --deliveries 5000, --rounds 3, --bare 5000 (how many of them the bare one sends), --profile FOLDER (a processor
 * profile of both). For the memory: --deliveries 100000 --rounds 1.
 */
import { parseArgs } from "node:util";
import { createBars, median } from "./support/bars";
import { printedLoad, printMachine } from "./support/machine";
import { startPrivateDatabase } from "./support/private-database";
import { processorSeconds } from "./support/process-usage";
import { withStage } from "./support/stage";
import { runProgram, startProgram } from "./support/start-program";

const { values } = parseArgs({
  options: {
    deliveries: { type: "string", default: "5000" },
    rounds: { type: "string", default: "3" },
    bare: { type: "string", default: "5000" },
    profile: { type: "string" },
  },
});
const deliveries = Number(values.deliveries);
const bareMails = Math.min(deliveries, Number(values.bare));
const mostGrowth = 1.25;
/** Below, a process is still warming up. */
const worthALook = 50_000;

/** `processorMicros`: of the sending process, a mail; it says more than the time where the machine does other work, too. */
type Bare = { perSecond: number; processorMicros: number };
type Measured = Bare & { memory: number[]; sent: number };

console.log(`\n  Delivery: ${deliveries} mails a round, over 10 connections\n`);
printMachine();
await withStage(async (stage) => {
  const database = await startPrivateDatabase(stage.home);
  stage.onEnd(() => database.stop());
  const sink = await startProgram("delivery/sink", {});
  stage.onEnd(() => sink.stop());
  const { url } = await sink.next<{ url: string }>("listening");
  const variables = {
    ...{ DATABASE_URL: database.url, SMTP_URL: url, DATA_DIR: stage.home, NODE_ENV: "production" },
    ...{ SECRET_KEY: "a-secret-key-that-only-benchmarks-use", PORTAL_URL: "https://desk.example.com" },
    ...{ MAIL_FROM: "Example Support <support@example.com>", LOG_LEVEL: "warn" },
  };
  const run = <Result>(program: string, argument: number, key: string) => {
    const flags = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}/${program}`] : [];
    return runProgram<Result>(key, `delivery/${program}`, variables, [String(argument)], flags);
  };
  const count = async () => (await sink.ask<{ total: number }>("count", "counted")).total;

  const bare: number[] = [];
  const ours: Measured[] = [];
  let expected = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    await run("lay", deliveries, "laid");
    const { perSecond, processorMicros } = await run<Bare>("bare", bareMails, "measured");
    expected += bareMails;
    const before = processorSeconds(database.pid() ?? 0);
    const measured = await run<Measured>("outbox", deliveries, "measured");
    const databaseMicros = ((processorSeconds(database.pid() ?? 0) - before) / deliveries) * 1_000_000;
    expected += deliveries;
    bare.push(perSecond);
    ours.push(measured);
    console.log(
      `  round ${round + 1}   bare ${perSecond.toFixed(0).padStart(6)} mails/s   outbox ${measured.perSecond.toFixed(0).padStart(6)} mails/s   ${((measured.perSecond / perSecond) * 100).toFixed(1)}%`,
    );
    console.log(
      `    processor time a mail: bare ${processorMicros.toFixed(0)} µs; outbox ${measured.processorMicros.toFixed(0)} µs and its database ${databaseMicros.toFixed(0)} µs`,
    );
  }
  const ratio = median(ours.map(({ perSecond }) => perSecond)) / median(bare);
  const sent = ours.reduce((sum, measured) => sum + measured.sent, 0);
  const memory = ours.map((measured) => growth(measured.memory));
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const bars = createBars();
  bars.check(
    "durable delivery at 70% of bare pooled nodemailer or more",
    ratio >= 0.7,
    `${(ratio * 100).toFixed(1)}% (${median(ours.map(({ perSecond }) => perSecond)).toFixed(0)} of ${median(bare).toFixed(0)} mails a second)`,
  );
  bars.check(
    "every mail reached the sink once, and every copy says so",
    sent === deliveries * ours.length && (await count()) === expected,
    `${sent} copies sent, ${await count()} of ${expected} mails at the sink`,
  );
  const figures = memory.map(
    ({ early, late }) => `${early.toFixed(0)} MiB early, ${late.toFixed(0)} MiB late`,
  );
  if (deliveries >= worthALook) {
    const isFlat = memory.every(({ ratio: grown }) => grown <= mostGrowth);
    bars.check("memory is flat while the outbox drains", isFlat, figures.join("; "));
  } else console.log(`  memory, of too few mails to judge: ${figures.join("; ")}`);
  bars.finish();
});

/** The most memory in the second fifth of the time, once everything is warm, beside the most in the last. */
function growth(samples: number[]) {
  const part = (from: number, to: number) =>
    Math.max(...samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))) / 2 ** 20;
  const early = part(0.2, 0.4);
  const late = part(0.8, 1);
  return { early, late, ratio: late / early };
}
