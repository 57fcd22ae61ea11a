import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openConnection } from "@/db/connect";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { heldDisk } from "../testing/held-disk";
import { laySentMail } from "../testing/sent-mail";
import { allRecorded, eventsOf, replyOf } from "../testing/tracking-contract";
import { trackingEvent } from "../testing/tracking-event";
import { type CommitGroups, createCommitLane } from "./commit-lane";
import { createEventWriter, type EventWriter } from "./event-writer";
import { createEventJournal } from "./journal/event-journal";

useTestDatabase();

const patienceMs = 30_000;
let root: string;
let toClose: { close(): Promise<void> }[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "myportal-writer-"));
  toClose = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of toClose) await one.close();
  await rm(root, { recursive: true, force: true });
});

/** In a test dead and living are one process, which lives: its sign of life is made old. */
async function signsOfDeath() {
  const past = new Date(Date.now() - 60_000);
  for (const folder of await readdir(root)) await utimes(join(root, folder, "alive"), past, past);
}

function openWriter(
  live?: CommitGroups,
  replay?: CommitGroups,
  { journalBytes = 1024 * 1024, folder = root } = {},
) {
  const lanes = [createCommitLane(env().DATABASE_URL), createCommitLane(env().DATABASE_URL)] as const;
  const journal = createEventJournal(folder, journalBytes);
  const writer = createEventWriter([live ?? lanes[0].commit], replay ?? lanes[1].commit, journal);
  toClose.push(writer, ...lanes);
  return { writer, journal };
}

describe("the event writer", () => {
  it("loses and doubles nothing when several write the same replies at once", async () => {
    const mails = await Promise.all(Array.from({ length: 5 }, () => laySentMail()));
    const writers = Array.from({ length: 4 }, () => openWriter().writer);
    const recorded = Array.from({ length: 800 }, (_, index) =>
      writers[index % 4]?.record(trackingEvent(mails[(index * 7) % 5]?.trackingId ?? ""), patienceMs),
    );
    expect(new Set(await Promise.all(recorded))).toEqual(new Set([true]));
    for (const mail of mails) {
      expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 160, emailReadCount: 160 });
      expect(await eventsOf(mail.trackingId)).toHaveLength(160);
    }
  });

  it("gathers what comes while a group is written into the next one", async () => {
    const sizes: number[] = [];
    const { writer } = openWriter(async (groups) => {
      sizes.push(groups.reduce((sum, { events }) => sum + events, 0));
      await sleep(20);
      return { committed: [], conflicts: 0 };
    });
    const first = Array.from({ length: 3 }, () => writer.record(trackingEvent("a"), patienceMs));
    await sleep(10);
    const second = Array.from({ length: 501 }, () => writer.record(trackingEvent("a"), patienceMs));
    await Promise.all([...first, ...second]);
    expect(sizes).toEqual([3, 500, 1]);
  });

  it("an event that the database refuses does not take its neighbours with it", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter();
    await Promise.all([
      writer.record(trackingEvent(mail.trackingId), patienceMs),
      writer.record(trackingEvent(mail.trackingId, { linkPosition: 2 ** 40 }), patienceMs),
      writer.record(trackingEvent(mail.trackingId), patienceMs),
    ]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 2 });
  });

  it("drain waits for everything that was recorded before it", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter();
    for (let index = 0; index < 700; index++) void writer.record(trackingEvent(mail.trackingId), patienceMs);
    await writer.drain();
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(700);
  });
});

describe("in a busy time", () => {
  /** Some thousand events a second, for as long as it takes the writer to notice, and so much longer. */
  async function busyTime(writer: EventWriter, trackingId: string, ms: number) {
    const recorded: Promise<boolean>[] = [];
    const record = () => writer.record(trackingEvent(trackingId), patienceMs);
    // Several at a time: beside other tests a timer may come late.
    for (const end = performance.now() + 300 + ms; performance.now() < end; await sleep(1))
      recorded.push(record(), record(), record(), record());
    return recorded;
  }

  it("events are answered from the disk while a slow database takes them behind, and each counts once", async () => {
    const mail = await laySentMail();
    const lane = createCommitLane(env().DATABASE_URL);
    toClose.push(lane);
    let isSlow = false;
    let slowCommits = 0;
    const { writer } = openWriter(async (groups) => {
      if (isSlow) {
        // Not so long that it looks like a database that is away.
        await sleep(250);
        slowCommits++;
      }
      return lane.commit(groups);
    });
    const before = await busyTime(writer, mail.trackingId, 0);
    isSlow = true;
    await Promise.all(
      Array.from({ length: 100 }, () => writer.record(trackingEvent(mail.trackingId), patienceMs)),
    );
    // They were answered before the first of them could be committed.
    expect(slowCommits).toBe(0);
    expect(writer.state().journal.events).toBeGreaterThanOrEqual(100);
    isSlow = false;
    await Promise.all(before);
    await allRecorded(writer);
    await writer.drain();
    expect(await eventsOf(mail.trackingId)).toHaveLength(before.length + 100);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(before.length + 100);
  });

  it("a write that fails, and a crash after it, count no event twice", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter();
    const recorded = await busyTime(writer, mail.trackingId, 0);
    const disk = heldDisk();
    const meanwhile = busyTime(writer, mail.trackingId, 0);
    await disk.asked(1);
    disk.fail(Object.assign(new Error("i/o error"), { code: "EIO" }));
    recorded.push(...(await meanwhile));
    await Promise.all(recorded);
    await allRecorded(writer);
    // What the disk was given stands there; another process finds it.
    await signsOfDeath();
    const heir = openWriter().writer;
    await heir.tend();
    await allRecorded(heir);
    expect(await eventsOf(mail.trackingId)).toHaveLength(recorded.length);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(recorded.length);
  });

  it("a disk that hangs holds up nothing that the database can take", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter();
    const recorded = await busyTime(writer, mail.trackingId, 0);
    await Promise.all(recorded);
    const disk = heldDisk();
    const stuck = await busyTime(writer, mail.trackingId, 500);
    const after = await busyTime(writer, mail.trackingId, 0);
    expect(new Set(await Promise.all(after.slice(-100)))).toEqual(new Set([true]));
    disk.release();
    await Promise.all(stuck);
    await allRecorded(writer);
    const total = recorded.length + stuck.length + after.length;
    expect(await eventsOf(mail.trackingId)).toHaveLength(total);
    expect(writer.state()).toMatchObject({ waiting: 0, lost: 0 });
  });

  it("drain ends though the last one waits for company", async () => {
    const { writer } = openWriter();
    for (let turns = 0; turns < 4; turns++) {
      await Promise.all(await busyTime(writer, "a", 0));
      await Promise.all(Array.from({ length: 40 }, () => writer.record(trackingEvent("a"), patienceMs)));
      // The lane has rested, and the time is a busy one still.
      await sleep(600);
      const last = writer.record(trackingEvent("a"), patienceMs);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      await writer.drain();
      expect(await last).toBe(true);
    }
  });

  it("a journal that takes nothing sends them to the database as ever", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter(undefined, undefined, { journalBytes: 10 });
    const recorded = await Promise.all(await busyTime(writer, mail.trackingId, 300));
    await writer.drain();
    expect(new Set(recorded)).toEqual(new Set([true]));
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(recorded.length);
    expect(writer.state()).toMatchObject({ waiting: 0, lost: 0 });
  });

  it("what is too much to keep at hand is brought in from the disk", async () => {
    const mail = await laySentMail();
    const lane = createCommitLane(env().DATABASE_URL);
    toClose.push(lane);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isShut = false;
    const { writer } = openWriter(
      async (groups) => {
        // Not so long that it looks like a database that is away.
        if (isShut) await Promise.race([gate, sleep(450)]);
        return lane.commit(groups);
      },
      undefined,
      { journalBytes: 100 * 1024 * 1024 },
    );
    await busyTime(writer, mail.trackingId, 0);
    isShut = true;
    const recorded: Promise<boolean>[] = [];
    for (let round = 0; round < 45; round++) {
      for (let index = 0; index < 500; index++)
        recorded.push(writer.record(trackingEvent("b".repeat(43)), patienceMs));
      await sleep(5);
    }
    const last = writer.record(trackingEvent(mail.trackingId), patienceMs);
    expect(new Set(await Promise.all([...recorded, last]))).toEqual(new Set([true]));
    isShut = false;
    letGo();
    await expect
      .poll(
        async () => {
          await writer.tend();
          return writer.state();
        },
        { timeout: 20_000 },
      )
      .toMatchObject({ waiting: 0, journal: { groups: 0 } });
    const { emailOpenCount } = await replyOf(mail.replyId);
    expect(await eventsOf(mail.trackingId)).toHaveLength(emailOpenCount);
  });
});

describe("while the database is away", () => {
  /** A database that can be taken away: every commit fails as a refused connection does. */
  function removable() {
    const lane = createCommitLane(env().DATABASE_URL);
    toClose.push(lane);
    const state = { isAway: true, names: [] as string[] };
    const commit: CommitGroups = async (groups) => {
      state.names.push(...groups.map(({ id }) => id));
      if (state.isAway) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      return lane.commit(groups);
    };
    return { state, commit };
  }

  it("events go to the journal, are answered at once, and are committed when it is back, under the same names", async () => {
    const mail = await laySentMail();
    const { state, commit } = removable();
    const { writer } = openWriter(commit, commit);
    const kept = await Promise.all(
      Array.from({ length: 50 }, () => writer.record(trackingEvent(mail.trackingId), patienceMs)),
    );
    expect(new Set(kept)).toEqual(new Set([true]));
    expect(await writer.record(trackingEvent(mail.trackingId), patienceMs)).toBe(true);
    expect(writer.state()).toMatchObject({ isDatabaseAway: true, journal: { events: 51 }, lost: 0 });
    state.isAway = false;
    await allRecorded(writer);
    expect(writer.state().isDatabaseAway).toBe(false);
    expect(await eventsOf(mail.trackingId)).toHaveLength(51);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(51);
    // Two groups, each tried at least twice.
    expect(new Set(state.names).size).toBe(2);
  });

  it("a commit whose confirmation was lost is not counted twice", async () => {
    const mail = await laySentMail();
    const lane = createCommitLane(env().DATABASE_URL);
    toClose.push(lane);
    const { writer } = openWriter(async (groups) => {
      await lane.commit(groups);
      throw new Error("Connection lost: The server closed the connection.");
    });
    expect(await writer.record(trackingEvent(mail.trackingId), patienceMs)).toBe(true);
    await allRecorded(writer);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(1);
  });

  it("a commit that takes too long is answered from the disk, and counts once when it comes through after all", async () => {
    const mail = await laySentMail();
    const lane = createCommitLane(env().DATABASE_URL);
    toClose.push(lane);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { writer } = openWriter(async (groups) => {
      await gate;
      return lane.commit(groups);
    });
    const first = writer.record(trackingEvent(mail.trackingId), 20);
    await sleep(5);
    const second = writer.record(trackingEvent(mail.trackingId), 20);
    expect(await Promise.all([first, second])).toEqual([true, true]);
    letGo();
    await allRecorded(writer);
    await writer.drain();
    expect(await eventsOf(mail.trackingId)).toHaveLength(2);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(2);
  });

  it("a table that is locked for longer than a commit may hang costs nobody an answer, and every event counts once", async () => {
    const mail = await laySentMail();
    const { writer } = openWriter();
    await writer.record(trackingEvent(mail.trackingId), patienceMs);
    const locker = await openConnection(env().DATABASE_URL);
    await locker.query("LOCK TABLES email_tracking_events WRITE");
    const whileLocked: Promise<boolean>[] = [];
    // Longer than the 4 s after which a hanging connection is given up.
    for (const end = performance.now() + 5_500; performance.now() < end; await sleep(50)) {
      whileLocked.push(writer.record(trackingEvent(mail.trackingId), 20));
    }
    expect(new Set(await Promise.all(whileLocked))).toEqual(new Set([true]));
    expect(writer.state()).toMatchObject({ isDatabaseAway: true, lost: 0 });
    await locker.query("UNLOCK TABLES");
    await locker.end();
    await allRecorded(writer);
    await expect.poll(async () => (await replyOf(mail.replyId)).emailOpenCount).toBe(whileLocked.length + 1);
    expect(await eventsOf(mail.trackingId)).toHaveLength(whileLocked.length + 1);
  });

  it("what is on disk outlives the process, and the next one brings it in once", async () => {
    const mail = await laySentMail();
    const { commit } = removable();
    const { writer } = openWriter(commit, commit);
    await Promise.all(
      Array.from({ length: 7 }, () => writer.record(trackingEvent(mail.trackingId), patienceMs)),
    );
    await writer.close();
    await signsOfDeath();
    const heir = openWriter().writer;
    await heir.tend();
    await allRecorded(heir);
    expect(await eventsOf(mail.trackingId)).toHaveLength(7);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(7);
  });

  it("with no journal either, events wait in memory, nobody waits for them, and they are committed when it is back", async () => {
    const mail = await laySentMail();
    const { state, commit } = removable();
    const { writer } = openWriter(commit, commit, { journalBytes: 10 });
    const recorded = Array.from({ length: 5 }, () => writer.record(trackingEvent(mail.trackingId), 5));
    await expect.poll(() => writer.state().journalProblem).toBe("it has grown to EVENT_JOURNAL_MAX_MB");
    expect(new Set(await Promise.all(recorded))).toEqual(new Set([false]));
    expect(writer.state()).toMatchObject({ waiting: 5, lost: 0 });
    state.isAway = false;
    await allRecorded(writer);
    expect(await eventsOf(mail.trackingId)).toHaveLength(5);
  });

  it("what the disk did not take for a moment is on it when the process ends", async () => {
    const mail = await laySentMail();
    const { commit } = removable();
    const journal = createEventJournal(root, 1024 * 1024);
    let isFull = true;
    const fullAtFirst = {
      ...journal,
      append: (...given: Parameters<typeof journal.append>) =>
        isFull
          ? Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" }))
          : journal.append(...given),
    };
    const writer = createEventWriter([commit], commit, fullAtFirst);
    expect(await writer.record(trackingEvent(mail.trackingId), 5)).toBe(false);
    isFull = false;
    await writer.close();
    expect(writer.state()).toMatchObject({ lost: 0 });
    await signsOfDeath();
    const heir = openWriter().writer;
    await heir.tend();
    await allRecorded(heir);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });

  it("what neither the database nor the disk takes by the end is counted as lost", async () => {
    const { commit } = removable();
    const { writer } = openWriter(commit, commit, { journalBytes: 10 });
    await Promise.all([1, 2, 3].map(() => writer.record(trackingEvent("a"), 5)));
    expect(writer.state().lost).toBe(0);
    await writer.close();
    expect(writer.state().lost).toBe(3);
  });

  it("with a disk that hangs, nobody waits for it for more than three seconds, and nothing is lost", async () => {
    const mail = await laySentMail();
    const { state, commit } = removable();
    const journal = createEventJournal(root, 1024 * 1024);
    let letGo = () => {};
    const hangs = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hanging = {
      ...journal,
      append: (...given: Parameters<typeof journal.append>) => hangs.then(() => journal.append(...given)),
    };
    const writer = createEventWriter([commit], commit, hanging);
    toClose.push(writer);
    const started = performance.now();
    const first = writer.record(trackingEvent(mail.trackingId), 20);
    await sleep(500);
    const second = writer.record(trackingEvent(mail.trackingId), 20);
    expect(await Promise.all([first, second])).toEqual([false, false]);
    expect(performance.now() - started).toBeGreaterThan(3_000);
    expect(writer.state()).toMatchObject({ waiting: 2, lost: 0 });
    state.isAway = false;
    letGo();
    await allRecorded(writer);
    expect(await eventsOf(mail.trackingId)).toHaveLength(2);
  });

  it("with a disk that takes what is written and cannot keep it, nothing is lost and nothing is promised", async () => {
    const mail = await laySentMail();
    const { state, commit } = removable();
    const journal = createEventJournal(root, 1024 * 1024);
    const failing = {
      ...journal,
      async append(groups: Parameters<typeof journal.append>[0]) {
        await journal.append(groups);
        throw Object.assign(new Error("i/o error"), { code: "EIO" });
      },
    };
    const writer = createEventWriter([commit], commit, failing);
    toClose.push(writer);
    const recorded = await Promise.all(
      Array.from({ length: 5 }, () => writer.record(trackingEvent(mail.trackingId), 5)),
    );
    expect(new Set(recorded)).toEqual(new Set([false]));
    await expect.poll(() => writer.state()).toMatchObject({ waiting: 5, lost: 0 });
    state.isAway = false;
    await allRecorded(writer);
    expect(await eventsOf(mail.trackingId)).toHaveLength(5);
  });

  it("beyond what memory may hold, the newest are refused and counted as lost", async () => {
    const { state, commit } = removable();
    const { writer } = openWriter(commit, commit, { journalBytes: 10 });
    const recorded = Array.from({ length: 50_010 }, () => writer.record(trackingEvent("a"), 5));
    const refused = (await Promise.all(recorded.slice(-10))).filter((isKept) => !isKept);
    expect(refused).toHaveLength(10);
    expect(writer.state().lost).toBe(10);
    state.isAway = false;
    await Promise.all(recorded);
  });
});
