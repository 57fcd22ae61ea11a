import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { and, count, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { bundleProgram } from "./testing/bundle-program";
import { startHostileSink } from "./testing/hostile-sink";
import { layQueue } from "./testing/lay-queue";
import { smtpConnections } from "./transports/smtp";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

const kills = 50;
let sink: Awaited<ReturnType<typeof startHostileSink>>;
let program: string;
beforeAll(async () => {
  // Slow enough that a worker is always in the middle of something.
  sink = await startHostileSink({ delayMs: 5 });
  process.env.SMTP_URL = sink.url;
  program = await bundleProgram(
    fileURLToPath(new URL("./testing/worker-process.ts", import.meta.url)),
    "worker",
  );
});
const alive = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of alive) child.kill("SIGKILL");
  await sink.close();
  rmSync(program, { force: true });
});

async function startWorker(): Promise<ChildProcess> {
  const child = fork(program, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  await once(child, "message");
  return child;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** As if the leases' 30 s were over: for the dead, and, as under load, for a worker that lives. */
const expireLeases = () =>
  database()
    .update(emailDeliveries)
    .set({ leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` })
    .where(and(eq(emailDeliveries.status, "sending"), sql`${emailDeliveries.leaseUntil} IS NOT NULL`));

async function left(): Promise<number> {
  const [row] = await database()
    .select({ number: count() })
    .from(emailDeliveries)
    .where(inArray(emailDeliveries.status, ["queued", "sending"]));
  return row?.number ?? 0;
}

describe("workers that are killed at random points, two at a time", () => {
  it(`send each mail once or leave it uncertain, after ${kills} times of kill -9`, async () => {
    let laid = 0;
    const refill = async () => {
      if ((await left()) >= 200) return;
      await layQueue(600, { prefix: `round${laid++}`, html: (number) => `<p>Mail ${number}</p>` });
    };
    await refill();
    let killed = 0;
    const killOnAndOn = async () => {
      while (killed < kills) {
        killed++;
        const before = sink.total();
        const child = await startWorker();
        // A third of them before they have sent anything, perhaps.
        const patience = killed % 3 === 0 ? 0 : 3000;
        for (let waited = 0; waited < patience && sink.total() < before + 2; waited += 10) await wait(10);
        await wait(Math.random() * 120);
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
        if (killed % 5 === 0) {
          await expireLeases();
          await refill();
        }
      }
    };
    await Promise.all([killOnAndOn(), killOnAndOn()]);
    expect(sink.total()).toBeGreaterThan(kills);

    // Whoever is left finishes what the dead left behind.
    await expireLeases();
    const last = [await startWorker(), await startWorker()];
    await expect.poll(left, { timeout: 120_000, interval: 200 }).toBe(0);
    for (const child of last) {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
    const rows = await database()
      .select({ email: emailDeliveries.email, status: emailDeliveries.status })
      .from(emailDeliveries);
    const wrong = rows.filter(({ email, status }) => {
      const times = sink.received.get(email) ?? 0;
      if (status === "sent") return times !== 1;
      return status !== "uncertain" || times > 1;
    });
    expect(wrong.map(({ email, status }) => `${email} ${status} ${sink.received.get(email) ?? 0}`)).toEqual(
      [],
    );
    const uncertain = rows.filter(({ status }) => status === "uncertain").length;
    // Of each that died at most the mails whose end it may have sent: one a connection.
    expect(uncertain).toBeLessThanOrEqual(kills * smtpConnections);
    const out = rows.filter(({ email, status }) => status === "uncertain" && sink.received.has(email)).length;
    // Where there is doubt, it is mostly right.
    expect(out).toBeGreaterThan(uncertain / 2);
    expect(rows.length - uncertain).toBeGreaterThan(kills);
  }, 300_000);
});
