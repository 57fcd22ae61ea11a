import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { log } from "@/services/logging/log";
import { groupsKeptDays } from "../event-groups";
import { groupTime } from "../group-id";
import { isThere, synced, writeSynced } from "./file-calls";
import { ignoreMissing, instanceFolder, journalSuffix } from "./instance-folder";
import { type EncodedGroup, encodeSettled, type GroupPlace, isWhole, scanJournal } from "./journal-records";

/** A file that has grown to this is closed and the next one begun: a replayed file is freed as a whole. */
const largestFileBytes = 8 * 1024 * 1024;
/**
 * A file is made longer by so many zeros at a time, and records are written over them: a sync that finds the file as long
 * as it was has only their bytes to write, and nothing about the file.
 */
const roomAheadBytes = 256 * 1024;
/** Events that are replayed together. */
const replayedTogether = 500;
/** A name that nobody has. */
const newForWriting = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | synced;
/** The name of no group. */
const nothing = "";
const dayMs = 24 * 60 * 60 * 1000;

/** The journal may not grow any further (EVENT_JOURNAL_MAX_MB). */
export class JournalFullError extends Error {
  override name = "JournalFullError";
}

export type JournalState = {
  /** Groups and events that wait for the database. */
  groups: number;
  events: number;
  bytes: number;
  /** Files whose groups are too old to be told apart from committed ones. */
  setAside: number;
};

/** One file: up to where it is written, how long it is, and where the groups stand that wait in it. */
type JournalFile = {
  path: string;
  bytes: number;
  length: number;
  waiting: Map<string, GroupPlace>;
};
type ActiveFile = { file: JournalFile; handle: FileHandle };
type Waiter = { resolve: () => void; reject: (error: unknown) => void };
/** What the one writer is asked for: to append groups, to write something that says nothing, or to close its file. */
type Wish = Waiter & { groups: readonly EncodedGroup[] | "probe" | "close" };

type Replay = (groups: readonly EncodedGroup[]) => Promise<void>;

export type EventJournal = ReturnType<typeof createEventJournal>;

/**
 * Groups of events on disk, for while the database cannot take them: append-only files, each record checksummed, written
 * and synced in batches. While the disk works on one batch the next gathers. A group leaves the journal when it is
 * committed under its own name, so that replaying one that was committed already adds nothing.
 * @param root the folder that all processes on this file system share
 * @param maxBytes what this process's files may take together
 */
export function createEventJournal(root: string, maxBytes: number) {
  const folder = instanceFolder(root);
  /** Oldest first. */
  const files = new Map<string, JournalFile>();
  const wishes: Wish[] = [];
  let writing: Promise<void> | null = null;
  let active: ActiveFile | null = null;
  /** Of groups in the active file that are committed: written with the next ones. */
  let marks: Buffer[] = [];
  let replaying: Promise<void> | null = null;
  let tending: Promise<unknown> = Promise.resolve();
  /** Taken over, and not read yet. */
  const unread = new Set<string>();
  let opened = 0;
  let setAside = 0;

  /** One writer at a time: a file is never closed under a write. */
  function ask(groups: Wish["groups"]): Promise<void> {
    return new Promise((resolve, reject) => {
      wishes.push({ groups, resolve, reject });
      writing ??= fulfil();
    });
  }

  async function fulfil() {
    while (wishes.length > 0) {
      const batch = wishes.splice(0);
      const closers = batch.filter((wish) => wish.groups === "close");
      await fulfilWrites(batch.filter((wish) => wish.groups !== "close"));
      if (closers.length > 0) await closeActive();
      for (const { resolve } of closers) resolve();
    }
    // In the same step as the look at the queue: what comes later starts a new round.
    writing = null;
  }

  async function fulfilWrites(batch: Wish[]) {
    if (batch.length === 0) return;
    try {
      await write(batch.flatMap((wish) => (typeof wish.groups === "string" ? [] : wish.groups)));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function write(groups: readonly EncodedGroup[]) {
    if (active && active.file.bytes > largestFileBytes) await closeActive();
    // Not needed for safety: without them groups are offered again after a crash, and their names say that they are in.
    const settled = Buffer.concat(groups.length > 0 ? marks.splice(0) : [encodeSettled(nothing)]);
    const bytes = Buffer.concat([settled, ...groups.map(({ record }) => record)]);
    if (totalBytes() + bytes.length > maxBytes) throw new JournalFullError("the event journal is full");
    for (;;) {
      const target = active ?? (await openFile());
      const { file } = target;
      const start = file.bytes + settled.length;
      await append(target, bytes);
      // After the write: a process that believed us dead may have taken the file over, and read it before.
      if (isThere(file.path)) return place(file, groups, start);
      // How far the heir has read it nobody knows.
      files.delete(file.path);
      await closeActive();
    }
  }

  function place(file: JournalFile, groups: readonly EncodedGroup[], start: number) {
    let offset = start;
    for (const { id, events, record } of groups) {
      // One that a failed commit brings once more may be there: it stands twice under one name, and counts once.
      file.waiting.set(id, { id, events, offset, length: record.length });
      offset += record.length;
    }
  }

  async function append({ file, handle }: ActiveFile, bytes: Buffer) {
    const start = file.bytes;
    const hasRoom = start + bytes.length <= file.length;
    const room = hasRoom ? 0 : Math.min(roomAheadBytes, maxBytes - totalBytes() - bytes.length);
    const withRoom = room > 0 ? Buffer.concat([bytes, Buffer.alloc(room)]) : bytes;
    try {
      const written = await writeSynced(handle.fd, withRoom, bytes.length, start);
      file.length = Math.max(file.length, start + written);
      file.bytes += bytes.length;
    } catch (error) {
      // Nobody knows what of it the disk has, nor what else it has not got: the next write would not say.
      await closeActive();
      if (file.waiting.size === 0) await remove(file);
      throw error;
    }
  }

  async function openFile(): Promise<ActiveFile> {
    await folder.create();
    const name = `${String(Date.now()).padStart(15, "0")}-${String(++opened).padStart(6, "0")}-${basename(folder.path)}`;
    const path = join(folder.path, `${name}${journalSuffix}`);
    const handle = await open(path, newForWriting, 0o600);
    try {
      await syncFolders(path);
    } catch (error) {
      await handle.close();
      await unlink(path).catch(() => {});
      throw error;
    }
    const file: JournalFile = { path, bytes: 0, length: 0, waiting: new Map() };
    files.set(path, file);
    active = { file, handle };
    return active;
  }

  async function closeActive() {
    const closing = active;
    active = null;
    marks = [];
    if (!closing) return;
    await closing.handle.truncate(closing.file.bytes).catch(() => {}); // The reader knows that room.
    await closing.handle.close().catch(() => {}); // What was promised is synced.
  }

  /** Everything that waits and is in nobody's hand, oldest first, then what came meanwhile. */
  async function replayFiles(commit: Replay, isInHand: (groupId: string) => boolean) {
    for (;;) {
      const file = [...files.values()].find(({ waiting }) => waiting.size === 0 || !allIn(waiting, isInHand));
      if (!file) return;
      if (file === active?.file) await ask("close");
      if (file.waiting.size > 0) await replayFile(file, commit, isInHand);
      if (file.waiting.size === 0) await remove(file);
    }
  }

  /** A few groups at a time are read: a long file must not hold up the process, least of all while nothing can be committed. */
  async function replayFile(file: JournalFile, commit: Replay, isInHand: (groupId: string) => boolean) {
    const isTooOld = ({ id }: GroupPlace) => groupTime(id) < Date.now() - (groupsKeptDays - 1) * dayMs;
    if ([...file.waiting.values()].some(isTooOld)) return putAside(file);
    const handle = await open(file.path, "r+").catch(ignoreMissing);
    if (handle === null) {
      // Another process has taken it over.
      file.waiting.clear();
      return;
    }
    try {
      const isLeft = ({ id }: GroupPlace) => file.waiting.has(id) && !isInHand(id);
      for (const places of batchesOf([...file.waiting.values()])) {
        const left = places.filter(isLeft);
        const groups: EncodedGroup[] = [];
        for (const place of left) {
          const group = await readGroup(handle, place);
          if (group) groups.push(group);
          else
            log().error(
              { file: basename(file.path), events: place.events },
              "a damaged group of events is lost",
            );
        }
        if (groups.length > 0) await commit(groups);
        for (const { id } of left) file.waiting.delete(id);
        // Not synced, as above.
        const settled = Buffer.concat(left.map(({ id }) => encodeSettled(id)));
        await handle.write(settled, 0, settled.length, file.bytes).then(
          () => {
            file.bytes += settled.length;
          },
          () => {}, // The disk is full.
        );
      }
    } finally {
      await handle.close();
    }
  }

  async function tendOnce(): Promise<number> {
    await folder.showLife();
    if (active?.file.waiting.size === 0 && !replaying) {
      const { file } = active;
      await ask("close");
      if (file.waiting.size === 0) await remove(file);
    }
    return takeOver();
  }

  /** @throws what failed first; what did not fail is taken over all the same. */
  async function takeOver(): Promise<number> {
    const failures: unknown[] = [];
    const note = (error: unknown) => failures.push(error);
    let read = 0;
    await folder.adoptOrphans((path) => unread.add(path)).catch(note);
    for (const path of [...unread].sort()) {
      await readOrphan(path).then(() => read++, note);
    }
    if (failures.length > 0) throw failures[0];
    return read;
  }

  async function readOrphan(path: string) {
    const bytes = await readFile(path);
    const { groups, end, damagedBytes } = scanJournal(bytes);
    if (damagedBytes > 0)
      log().warn(
        { damagedBytes, file: basename(path) },
        "a journal of events was damaged or cut off; the rest of it is brought in",
      );
    files.set(path, {
      ...{ path, bytes: end, length: bytes.length },
      waiting: new Map(groups.map((place) => [place.id, place])),
    });
    unread.delete(path);
  }

  /** Nobody knows any more which of its groups were committed: counting twice is worse than asking a person. */
  async function putAside(file: JournalFile) {
    files.delete(file.path);
    const isOurs = await rename(file.path, `${file.path}.too-old`).then(() => true, ignoreMissing);
    if (!isOurs) return; // Another process has taken it over.
    setAside++;
    log().error(
      { file: basename(file.path) },
      `a journal of events is older than ${groupsKeptDays} days and was set aside`,
    );
  }

  async function remove(file: JournalFile) {
    files.delete(file.path);
    await unlink(file.path).catch(() => {}); // Taken over meanwhile: its groups are known by name.
  }

  function totalBytes() {
    let total = 0;
    for (const { bytes } of files.values()) total += bytes;
    return total;
  }

  return {
    /**
     * Keeps groups. Resolves when they are on the disk.
     * @throws {JournalFullError} or the file system's error; then none of them is kept for sure.
     */
    append: (groups: readonly EncodedGroup[]): Promise<void> => ask(groups),
    /** Resolves when it would take groups. @throws as {@link append} does */
    probe: (): Promise<void> => ask("probe"),
    /** These groups were committed by other means than {@link replay}. */
    async settle(groupIds: readonly string[]) {
      for (const id of groupIds) {
        for (const file of files.values()) {
          if (!file.waiting.delete(id)) continue;
          if (file === active?.file) marks.push(encodeSettled(id));
          break;
        }
      }
      if (replaying) return;
      // The file that is written to stays: opening one takes as long as several groups.
      for (const file of [...files.values()])
        if (file.waiting.size === 0 && file !== active?.file) await remove(file);
    },
    /**
     * Commits what waits, some groups at a time. One replay runs at a time: a second call joins it.
     * @param isInHand groups that somebody else is about to commit, and that are left alone
     * @throws what `commit` throws; what was not committed stays.
     */
    replay(commit: Replay, isInHand: (groupId: string) => boolean = () => false): Promise<void> {
      replaying ??= replayFiles(commit, isInHand).finally(() => {
        replaying = null;
      });
      return replaying;
    },
    /** Shows that this process lives, and takes over the journals of those that do not. @returns how many files. */
    tend(): Promise<number> {
      const tended = tendOnce();
      tending = tended.catch(() => {});
      return tended;
    },
    /** When the first of the groups that wait was made, in milliseconds since 1970; `Infinity` when none waits. */
    oldest(): number {
      let oldest = Number.POSITIVE_INFINITY;
      for (const { waiting } of files.values()) {
        // In a file they stand in their order.
        const [first] = waiting.keys();
        if (first !== undefined) oldest = Math.min(oldest, groupTime(first));
      }
      return oldest;
    },
    /** Whether a group waits that is in nobody's hand. */
    hasOther(isInHand: (groupId: string) => boolean): boolean {
      for (const { waiting } of files.values()) if (!allIn(waiting, isInHand)) return true;
      return false;
    },
    state(): JournalState {
      let groups = 0;
      let events = 0;
      for (const { waiting } of files.values()) {
        groups += waiting.size;
        for (const place of waiting.values()) events += place.events;
      }
      return { groups, events, bytes: totalBytes(), setAside };
    },
    /** Nothing may be appended any more. What waits is left for the next process. */
    async close() {
      // What it takes over must not lie in a folder that is just being removed.
      await tending;
      // What has to be written again opens another file.
      do await ask("close");
      while (writing);
      for (const file of [...files.values()]) if (file.waiting.size === 0) await remove(file);
      await folder.remove();
    },
  };
}

function allIn(waiting: Map<string, GroupPlace>, isInHand: (groupId: string) => boolean): boolean {
  for (const id of waiting.keys()) if (!isInHand(id)) return false;
  return true;
}

function* batchesOf(places: GroupPlace[]): Generator<GroupPlace[]> {
  let batch: GroupPlace[] = [];
  let events = 0;
  for (const place of places) {
    if (batch.length > 0 && events + place.events > replayedTogether) {
      yield batch;
      batch = [];
      events = 0;
    }
    batch.push(place);
    events += place.events;
  }
  if (batch.length > 0) yield batch;
}

async function readGroup(handle: FileHandle, place: GroupPlace): Promise<EncodedGroup | null> {
  const { id, events, offset, length } = place;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return bytesRead === length && isWhole(buffer) ? { id, events, record: buffer } : null;
}

/** A new file is safe once its folder is synced, and a new folder once the one above it is. */
async function syncFolders(path: string) {
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  }
}
