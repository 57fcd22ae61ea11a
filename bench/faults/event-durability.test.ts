import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage } from "../support/stage";
import { runAdoptedJournal } from "./adopted-journal";
import type { Verdict } from "./check-recorded";
import { outageKinds, runDatabaseOutage } from "./database-outage";
import { type FaultWorld, openFaultWorld } from "./fault-world";
import { runFullJournal, withFileLimit } from "./full-journal";
import { runKillRound } from "./kill-round";
import { runOrderlyStop } from "./orderly-stop";

// The short form of `npm run bench:faults`: the built portal as a process, a MariaDB of its own, load, and faults.

/** Opens, and as many clicks, a second: enough that something is always on its way. */
const perSecond = 100;
/** Waits inside end by themselves, with a message; this is only the last bound. */
const limitMs = 240_000;

const { stage, close } = openStage();
let world: FaultWorld;

// Builds the portal unless the build is fresh, which takes a minute.
beforeAll(async () => {
  world = await openFaultWorld(stage);
}, 600_000);
afterAll(close, limitMs);

function expectEachRecordedOnce(verdict: Verdict) {
  const { lost, twice, mistaken, wrongAnswers, wrongCounters, answered } = verdict;
  expect({ lost, twice, mistaken, wrongAnswers, wrongCounters }).toEqual({
    ...{ lost: [], twice: [], mistaken: [], wrongAnswers: 0, wrongCounters: 0 },
  });
  expect(answered).toBeGreaterThan(perSecond / 2);
}

describe("every open and click that was answered is recorded once, and none twice", () => {
  it.each(["portal", "database", "both", "replay", "both"] as const)(
    "when kill -9 hits under load: %s",
    async (target) => expectEachRecordedOnce(await runKillRound(world, target, perSecond)),
    limitMs,
  );

  it.each(outageKinds)(
    "when the database is away (%s) for a while; meanwhile every click leads on and every image is shown",
    async (how) => {
      const { verdict, meanwhile } = await runDatabaseOutage(world, { how, seconds: 2, perSecond });
      expect(meanwhile.filter(({ outcome }) => outcome !== "right")).toEqual([]);
      expect(meanwhile.length).toBeGreaterThan(perSecond);
      expectEachRecordedOnce(verdict);
    },
    limitMs,
  );

  it(
    "when a portal is killed with the database away, and only another portal of the same data directory lives on",
    async () => expectEachRecordedOnce(await runAdoptedJournal(world, perSecond)),
    limitMs,
  );

  it(
    "when the portal is told to stop while the database is away",
    async () => expectEachRecordedOnce((await runOrderlyStop(world, perSecond))[0]),
    limitMs,
  );
});

it(
  "a journal without room on the disk is no recipient's trouble, and the portal's health says so",
  async () => {
    const { verdict, before, full } = await runFullJournal(world, {
      ...{ wrapper: withFileLimit(32), seconds: 3, perSecond },
    });
    // The memory holds them until the database is back.
    expect(verdict).toMatchObject({ answered: verdict.sent, wrongAnswers: 0, twice: [], lost: [] });
    expect(before).toBeNull();
    expect(full).toBe("the file may not grow any further");
  },
  limitMs,
);
