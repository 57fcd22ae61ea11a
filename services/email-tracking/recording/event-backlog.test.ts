import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { heldDisk } from "../testing/held-disk";
import { trackingEvent } from "../testing/tracking-event";
import { createEventBacklog } from "./event-backlog";
import { createGroup } from "./event-group";
import { createEventJournal } from "./journal/event-journal";

Object.assign(process.env, {
  LOG_LEVEL: "silent",
  SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
  DATABASE_URL: "mysql://nobody:nothing@127.0.0.1:1/away",
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "myportal-backlog-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

/** Nothing is brought in: the database is away. */
function openBacklog(journalBytes: number) {
  const commit = () => Promise.reject(new Error("away"));
  const then = { onCommit: () => {}, rest: () => Promise.resolve(), isBusy: () => true };
  return createEventBacklog(commit, createEventJournal(root, journalBytes), then);
}

const groupOf = (count: number) =>
  createGroup(
    Array.from({ length: count }, () => ({
      event: trackingEvent("a".repeat(43)),
      spillAt: 0,
      answer: () => {},
    })),
  );

it("what the journal took before it was full does not take back that it is full; what it takes later does", async () => {
  const backlog = openBacklog(16 * 1024);
  const disk = heldDisk();
  const early = backlog.keep([groupOf(1)]);
  await disk.asked(1);
  const tooMuch = backlog.keep([groupOf(1_000)]);
  disk.release();
  expect([await early, await tooMuch]).toEqual([true, false]);
  expect(backlog.state().journalProblem).toBe("it has grown to EVENT_JOURNAL_MAX_MB");
  await vi.waitFor(() => expect(backlog.takesMore()).toBe(true), 3_000);
  expect(await backlog.keep([groupOf(1)])).toBe(true);
  expect(backlog.state().journalProblem).toBeNull();
  await backlog.close();
});
