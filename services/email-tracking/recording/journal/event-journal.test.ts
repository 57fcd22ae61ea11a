import fs from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "@/services/logging/log";
import { heldDisk, type Write } from "../../testing/held-disk";
import { trackingEvent } from "../../testing/tracking-event";
import { createGroupId } from "../group-id";
import { createEventJournal } from "./event-journal";
import { encodeGroup } from "./journal-records";

Object.assign(process.env, {
  LOG_LEVEL: "silent",
  SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
  DATABASE_URL: "mysql://nobody:nothing@127.0.0.1:1/away",
});

const megabyte = 1024 * 1024;
let root: string;
let opened: ReturnType<typeof createEventJournal>[];
beforeEach(async () => {
  opened = [];
  root = await mkdtemp(join(tmpdir(), "myportal-journal-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const journal of opened) await journal.close().catch(() => {}); // Its folder may have been taken away.
  await rm(root, { recursive: true, force: true });
});

function openJournal(maxBytes = megabyte) {
  const journal = createEventJournal(root, maxBytes);
  opened.push(journal);
  return journal;
}

const group = (count = 1, at = Date.now()) =>
  encodeGroup({
    id: createGroupId(at),
    events: Array.from({ length: count }, () => trackingEvent("a".repeat(43))),
  });

async function replayed(journal: ReturnType<typeof createEventJournal>): Promise<string[]> {
  const ids: string[] = [];
  await journal.replay(async (groups) => {
    ids.push(...groups.map(({ id }) => id));
  });
  return ids;
}

async function journalFiles(): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return files.filter((file) => file.endsWith(".journal"));
}

/** The machine slept for a minute: nobody has shown life meanwhile. */
function sleepAMinute() {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000, shouldAdvanceTime: true });
}

describe("the event journal", () => {
  it("replays what was appended in the order in which it came, once, and leaves no file", async () => {
    const journal = openJournal();
    const groups = [group(2), group(), group(3)];
    await Promise.all(groups.map((one) => journal.append([one])));
    expect(journal.state()).toMatchObject({ groups: 3, events: 6 });
    expect(await replayed(journal)).toEqual(groups.map(({ id }) => id));
    expect(await replayed(journal)).toEqual([]);
    expect(journal.state()).toMatchObject({ groups: 0, events: 0, bytes: 0 });
    expect(await journalFiles()).toEqual([]);
  });

  it("keeps what could not be committed, and goes on behind what was", async () => {
    const journal = openJournal();
    // Each as large as may be replayed at a time.
    const groups = [group(500), group(500), group(500)];
    await journal.append(groups);
    let calls = 0;
    const failing = journal.replay(async () => {
      if (++calls === 2) throw new Error("the database is away");
    });
    await expect(failing).rejects.toThrow("the database is away");
    expect(await replayed(journal)).toEqual(groups.slice(1).map(({ id }) => id));
  });

  it("takes groups while it is replayed", async () => {
    const journal = openJournal();
    const [first, second] = [group(), group()];
    await journal.append([first]);
    const ids: string[] = [];
    await journal.replay(async (groups) => {
      ids.push(...groups.map(({ id }) => id));
      if (ids.length === 1) await journal.append([second]);
    });
    expect(ids).toEqual([first.id, second.id]);
  });

  it("gathers what comes while the disk works, and promises nothing before the disk has it", async () => {
    const journal = openJournal();
    await journal.append([group()]);
    const disk = heldDisk();
    const promised: string[] = [];
    const append = (name: string) => journal.append([group()]).then(() => promised.push(name));
    const first = append("first");
    await disk.asked(1);
    const later = [append("second"), append("third")];
    await sleep(50);
    expect(promised).toEqual([]);
    disk.release();
    await Promise.all([first, ...later]);
    // One write for both that came during the one before.
    expect(disk.writes()).toBe(2);
    expect(await replayed(journal)).toHaveLength(4);
  });

  it("goes on where a disk stopped that takes a part at a time", async () => {
    const journal = openJournal();
    const { write } = fs;
    vi.spyOn(fs, "write").mockImplementation(((...[fd, bytes, from, length, at, callback]: Write) =>
      write(fd, bytes, from, Math.min(length, 100), at, callback)) as typeof fs.write);
    await journal.append([group(3), group(5)]);
    expect(await replayed(journal)).toHaveLength(2);
  });

  it.runIf(process.platform === "linux")("has each write return no sooner than the disk has it", async () => {
    await openJournal().append([group()]);
    const descriptors = await readdir("/proc/self/fd");
    const files = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
    const fd = descriptors[files.findIndex((file) => file.startsWith(root) && file.endsWith(".journal"))];
    const [, flags = ""] = /^flags:\s*(\d+)/m.exec(await readFile(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
    expect(Number.parseInt(flags, 8) & fs.constants.O_DSYNC).toBe(fs.constants.O_DSYNC);
  });

  it("leaves no file behind that took nothing", async () => {
    const journal = openJournal();
    for (let attempt = 0; attempt < 3; attempt++) {
      const disk = heldDisk();
      const refused = journal.append([group()]);
      await disk.asked(1);
      disk.fail(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
      await expect(refused).rejects.toThrow("no space left");
    }
    expect(await journalFiles()).toEqual([]);
    expect(journal.state()).toMatchObject({ groups: 0, bytes: 0 });
  });

  it("promises what fills a file no sooner than the disk has it, and goes on in the next file", async () => {
    const journal = openJournal(64 * megabyte);
    const disk = heldDisk();
    let isPromised = false;
    const large = journal.append([group(80_000)]).then(() => {
      isPromised = true;
    });
    await disk.asked(1);
    expect(isPromised).toBe(false);
    const next = journal.append([group()]);
    disk.release();
    await Promise.all([large, next]);
    expect(await journalFiles()).toHaveLength(2);
  });

  it("promises nothing that the disk did not take, and forgets it: who brought it has it", async () => {
    const journal = openJournal();
    const kept = group();
    await journal.append([kept]);
    const disk = heldDisk();
    // One of them is there already.
    const refused = [group(), group(), kept].map((one) => journal.append([one]));
    await disk.asked(1);
    disk.fail(Object.assign(new Error("i/o error"), { code: "EIO" }));
    expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
    ]);
    expect(journal.state()).toMatchObject({ groups: 1 });
    await journal.append([group()]);
    expect(await replayed(journal)).toHaveLength(2);
  });

  it("replays small groups together, some five hundred events at a time, in their order", async () => {
    const journal = openJournal();
    const groups = [group(200), group(200), group(200), group(1), group(600), group(3)];
    await journal.append(groups);
    const batches: number[][] = [];
    await journal.replay(async (batch) => {
      batches.push(batch.map((one) => one.events));
    });
    expect(batches).toEqual([[200, 200], [200, 1], [600], [3]]);
  });

  it("groups that were committed by other means are not replayed, and their file goes when nothing more comes", async () => {
    const journal = openJournal();
    const [first, second] = [group(), group()];
    await journal.append([first, second]);
    await journal.settle([first.id]);
    await journal.tend();
    expect(await journalFiles()).toHaveLength(1);
    await journal.settle([second.id]);
    expect(await replayed(journal)).toEqual([]);
    await journal.tend();
    expect(await journalFiles()).toEqual([]);
  });

  it("a group in somebody's hand is left alone by a replay, and is replayed when it is let go", async () => {
    const journal = openJournal();
    const [mine, other] = [group(), group()];
    await journal.append([mine, other]);
    const ids: string[] = [];
    await journal.replay(
      async (groups) => {
        ids.push(...groups.map(({ id }) => id));
      },
      (id) => id === mine.id,
    );
    expect(ids).toEqual([other.id]);
    expect(journal.state().groups).toBe(1);
    expect(journal.hasOther((id) => id === mine.id)).toBe(false);
    expect(journal.hasOther(() => false)).toBe(true);
    expect(await replayed(journal)).toEqual([mine.id]);
    expect(await journalFiles()).toEqual([]);
  });

  it("an heir is not offered what the dead process is known to have committed", async () => {
    const dead = openJournal();
    const [committed, left] = [group(), group()];
    await dead.append([committed]);
    await dead.settle([committed.id]);
    await dead.append([left]);
    sleepAMinute();
    const heir = openJournal();
    await heir.tend();
    expect(await replayed(heir)).toEqual([left.id]);
  });

  it("tells since when the oldest of what waits has waited", async () => {
    const journal = openJournal();
    expect(journal.oldest()).toBe(Number.POSITIVE_INFINITY);
    const [early, late] = [group(1, Date.now() - 60_000), group()];
    await journal.append([early, late]);
    expect(Date.now() - journal.oldest()).toBeGreaterThanOrEqual(60_000);
    await journal.settle([early.id]);
    expect(Date.now() - journal.oldest()).toBeLessThan(60_000);
  });

  it("takes no more than it may, says so, and takes again once there is room", async () => {
    const journal = openJournal(2_000);
    await journal.append([group()]);
    await expect(journal.append([group(50)])).rejects.toThrow("the event journal is full");
    expect(journal.state()).toMatchObject({ groups: 1 });
    await replayed(journal);
    await journal.append([group()]);
  });

  it("can be tried without an event, and says as it does of events that it takes no more", async () => {
    const journal = openJournal(1_000);
    const tries = async () => {
      for (;;) await journal.probe();
    };
    await journal.append([group()]);
    await expect(tries()).rejects.toThrow("the event journal is full");
    expect(journal.state()).toMatchObject({ groups: 1 });
    expect(await replayed(journal)).toHaveLength(1);
    await journal.probe();
    expect(journal.state()).toMatchObject({ groups: 0 });
  });

  it("what a dead process left is taken over by exactly one of the others", async () => {
    const dead = openJournal();
    const left = group(2);
    await dead.append([left]);
    sleepAMinute();
    const heirs = Array.from({ length: 4 }, () => openJournal());
    const taken = await Promise.all(heirs.map((heir) => heir.tend()));
    expect(taken.reduce((sum, count) => sum + count)).toBe(1);
    expect((await Promise.all(heirs.map(replayed))).flat()).toEqual([left.id]);
  });

  it("a process that is known on this machine to have ended is replaced at once", async () => {
    await openJournal().append([group()]);
    const [folder = ""] = await readdir(root);
    const sign = join(root, folder, "alive");
    const { host } = JSON.parse(await readFile(sign, "utf8")) as { host: string };
    const heir = openJournal();
    expect(await heir.tend()).toBe(0);
    // No process has this number: it is beyond what the kernel gives out (pid_max, at most 2^22).
    await writeFile(sign, JSON.stringify({ host, pid: 2 ** 30 }));
    expect(await heir.tend()).toBe(1);
  });

  it("one that lives is left alone", async () => {
    const living = openJournal();
    await living.append([group()]);
    sleepAMinute();
    await living.tend();
    expect(await openJournal().tend()).toBe(0);
  });

  it("taken over by mistake, it writes what it promises where it is found, and nothing twice by name", async () => {
    const slow = openJournal();
    const [before, after] = [group(), group()];
    await slow.append([before]);
    sleepAMinute();
    const heir = openJournal();
    await heir.tend();
    await slow.append([after]);
    expect(await replayed(heir)).toEqual([before.id]);
    expect(await replayed(slow)).toContain(after.id);
    expect(await journalFiles()).toEqual([]);
  });

  it("of two that wake up at the same moment neither promises what nobody will find", async () => {
    for (let round = 0; round < 60; round++) {
      const [one, other] = [openJournal(), openJournal()];
      await one.append([group()]);
      await other.append([group()]);
      sleepAMinute();
      // Each may be about to take the other over.
      const waking = one.tend();
      for (let turn = 0; turn < round % 10; turn++) await new Promise(setImmediate);
      await Promise.all([waking, other.tend()]);
      const promised = [group(), group()];
      await Promise.all(
        [one, other].map((journal, index) => journal.append(promised.slice(index, index + 1))),
      );
      const found = [...(await replayed(one)), ...(await replayed(other))];
      expect(found).toEqual(expect.arrayContaining(promised.map(({ id }) => id)));
      await Promise.all([one.close(), other.close()]);
    }
  });

  it("a file that comes back from an heir that died is no longer the one that is written to", async () => {
    const slow = openJournal();
    const [before, after] = [group(), group()];
    await slow.append([before]);
    sleepAMinute();
    await openJournal().tend();
    sleepAMinute();
    await slow.tend();
    await slow.append([after]);
    const found = await replayed(slow);
    sleepAMinute();
    const last = openJournal();
    await last.tend();
    expect([...found, ...(await replayed(last))].sort()).toEqual([before.id, after.id].sort());
  });

  it("closing while it takes over leaves what it took to the next", async () => {
    for (let round = 0; round < 60; round++) {
      const dead = openJournal();
      const left = group();
      await dead.append([left]);
      sleepAMinute();
      const heir = openJournal();
      await heir.append([group()]);
      await replayed(heir);
      const taking = heir.tend();
      for (let turn = 0; turn < round % 12; turn++) await new Promise(setImmediate);
      await Promise.all([heir.close(), taking]);
      const found = await replayed(heir);
      sleepAMinute();
      const next = openJournal();
      await next.tend();
      expect([...found, ...(await replayed(next))]).toContain(left.id);
      await next.close();
    }
  });

  it("a sign of life that is empty keeps nobody from taking over the dead", async () => {
    const dead = openJournal();
    const left = group();
    await dead.append([left]);
    sleepAMinute();
    const living = join(root, "0-somebody-on-a-full-disk");
    await mkdir(living);
    await writeFile(join(living, "alive"), "");
    const heir = openJournal();
    expect(await heir.tend()).toBe(1);
    expect(await replayed(heir)).toEqual([left.id]);
  });

  it("a file that cannot be read keeps no other from being taken over", async () => {
    const dead = openJournal();
    const left = group();
    await dead.append([left]);
    const [file = ""] = await journalFiles();
    await mkdir(join(root, dirname(file), "000000000000000-000001-unreadable.journal"));
    sleepAMinute();
    const heir = openJournal();
    await expect(heir.tend()).rejects.toThrow("EISDIR");
    expect(await replayed(heir)).toEqual([left.id]);
  });

  it("after a write that failed it goes on in a new file: the next one would not say what the disk has not got", async () => {
    const journal = openJournal();
    await journal.append([group()]);
    const disk = heldDisk();
    const failing = journal.append([group()]);
    await disk.asked(1);
    disk.fail(Object.assign(new Error("i/o error"), { code: "EIO" }));
    await expect(failing).rejects.toThrow("i/o error");
    await journal.append([group()]);
    expect(await journalFiles()).toHaveLength(2);
    expect(await replayed(journal)).toHaveLength(2);
  });

  it("a torn end is left out and reported, and what was whole is replayed", async () => {
    const dead = openJournal();
    const [whole, torn] = [group(), group()];
    await dead.append([whole]);
    await dead.append([torn]);
    const [file = ""] = await journalFiles();
    const { bytes } = dead.state();
    const written = await readFile(join(root, file));
    // As on a disk that had not got all of it: the room that was made for it is there.
    await writeFile(join(root, file), written.fill(0, bytes - 7));
    sleepAMinute();
    const heir = openJournal();
    const warnings = vi.spyOn(log(), "warn");
    await heir.tend();
    expect(await replayed(heir)).toEqual([whole.id]);
    expect(warnings.mock.calls).toEqual([
      [
        { damagedBytes: torn.record.length - 7, file: expect.stringMatching(/\.journal$/) },
        expect.stringContaining("damaged or cut off"),
      ],
    ]);
  });

  it("has the file as long as it will need it before it writes, within what it may take, and no longer once it is closed", async () => {
    const lengths = async () => {
      const files = await journalFiles();
      return Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
    };
    const journal = openJournal();
    await journal.append([group()]);
    const [first = 0] = await lengths();
    const onePage = 4_096;
    expect(first).toBeGreaterThan(journal.state().bytes + onePage);
    for (let turn = 0; turn < 10; turn++) await journal.append([group()]);
    expect(await lengths()).toEqual([first]);
    await expect(journal.replay(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
    expect(await lengths()).toEqual([journal.state().bytes]);

    const small = openJournal(2_000);
    await small.append([group()]);
    expect(await lengths()).toContain(2_000);
  });

  it("an heir counts no room that the dead process had made, and calls it no damage", async () => {
    const dead = openJournal();
    await dead.append([group(2), group()]);
    const { bytes } = dead.state();
    sleepAMinute();
    const heir = openJournal();
    const warned = vi.spyOn(log(), "warn");
    expect(await heir.tend()).toBe(1);
    expect(heir.state()).toMatchObject({ groups: 2, bytes });
    expect(warned).not.toHaveBeenCalled();
    expect(await replayed(heir)).toHaveLength(2);
  });

  it("groups older than the names of committed ones are kept aside for a person, and not counted twice", async () => {
    const journal = openJournal();
    await journal.append([group(1, Date.now() - 40 * 24 * 60 * 60 * 1000)]);
    expect(await replayed(journal)).toEqual([]);
    expect(journal.state()).toMatchObject({ groups: 0, setAside: 1 });
    expect(
      (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".too-old")),
    ).toHaveLength(1);
  });

  it("can be read by nobody else on the machine", async () => {
    await openJournal().append([group()]);
    const [file = ""] = await journalFiles();
    expect((await stat(join(root, file))).mode & 0o077).toBe(0);
  });

  it("closed with nothing waiting, it leaves no trace", async () => {
    const journal = openJournal();
    await journal.append([group()]);
    await replayed(journal);
    await journal.close();
    expect(await readdir(root)).toEqual([]);
  });

  it("an unwritable folder is an error that says so, and no end", async () => {
    await rename(root, `${root}-away`);
    await writeFile(root, "a file where the folder should be");
    const journal = openJournal();
    await expect(journal.append([group()])).rejects.toThrow(/ENOTDIR|EEXIST/);
    await rm(root);
    await rename(`${root}-away`, root);
    await journal.append([group()]);
    expect(journal.state()).toMatchObject({ groups: 1 });
  });
});
