import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { createBusyGauge } from "./busy-gauge";
import type { CommitGroups } from "./commit-lane";
import { type BacklogState, createEventBacklog } from "./event-backlog";
import { answerGroup, createGroup, type Entry, type EventGroup } from "./event-group";
import type { EventJournal } from "./journal/event-journal";
import type { TrackingEvent } from "./tracking-event";

/** Events that one transaction commits, about. */
const commitSize = 500;
/** Events that are worth a transaction of their own beside one that is under way. */
const worthwhile = 32;
/** Events in memory at most that are not safe. Beyond, new ones are refused: memory must not grow without end. */
const queueSize = 50_000;
/** Events that are on disk and are kept at hand for the lanes; of what goes beyond only the disk knows. */
const atHandSize = 20_000;
/** Events that are always worth a flush of the journal. */
const worthAFlush = 48;
/** So many in one flush say that more come at the same time. */
const manyAtOnce = 16;
/** How exactly patience is kept. */
const tickMs = 2;
/**
 * The rest between two commits in a busy time. Longer ones gather more for one commit, and hold up those who ask when it
 * comes; nobody sees the longest.
 */
const [shortestRestMs, longestRestMs] = [20, 200];
/** How much longer than its patience an event waits for the disk. Only one that hangs makes it wait so long. */
const diskPatienceMs = 3_000;
/** No disk takes so long that is well: before, nobody has to be looked for who has waited for too long. */
const slowDiskMs = 500;
/** A commit that takes longer than this is taken for a database that is away. */
const awayAfterMs = 500;

export type EventWriterState = BacklogState & {
  /** Events in memory that are neither committed nor on disk. */
  waiting: number;
  /** Events that were refused since the process started: database, journal and memory took no more. */
  lost: number;
  isDatabaseAway: boolean;
};

/** Groups that are being put on disk. */
type Spill = { taken: readonly EventGroup[]; startedAt: number; done: Promise<void> };

export type EventWriter = {
  /**
   * Takes an event.
   * @param patienceMs how long its commit may take before it goes to the journal on disk instead
   * @returns whether it is kept for sure: true once it is committed or on disk; false as soon as it is clear that it can
   *   only wait in memory or is refused, and at the latest 3 s after its patience has ended: it is on its way then
   */
  record(event: TrackingEvent, patienceMs: number): Promise<boolean>;
  /** Resolves when all that was recorded is committed, or on disk, or cannot be kept at all. */
  drain(): Promise<void>;
  /** Takes over what dead processes left behind, and brings it in. Called every few seconds. */
  tend(): Promise<void>;
  /** Drains and lets go of the journal. */
  close(): Promise<void>;
  state(): EventWriterState;
};

/**
 * Commits events in groups: while one group is being written the next gathers, so that a busy server pays for one
 * transaction where it would have paid for hundreds. A group that cannot be committed in time goes to the journal, from
 * where it is committed later under the same name. In a busy time all go there first and are answered from there, since
 * a flush of a file is quicker than a transaction; one lane commits them behind, in large groups and without haste.
 * @param lanes each commits some groups at a time; the second begins when enough has gathered, so that the process
 *   prepares one transaction while the database works on the one before
 * @param replay commits what comes from the journal, beside them
 */
export function createEventWriter(
  lanes: readonly CommitGroups[],
  replay: CommitGroups,
  journal: EventJournal,
): EventWriter {
  const waiting: Entry[] = [];
  /** What the disk did not take, in the groups that it was offered in: it may have it all the same, by their names. */
  const declined: EventGroup[] = [];
  /** On disk and answered; the lanes take them first. */
  const atHand: EventGroup[] = [];
  let eventsAtHand = 0;
  const underWay = new Map<CommitGroups, { groups: EventGroup[]; startedAt: number; done: Promise<void> }>();
  const gauge = createBusyGauge();
  const backlog = createEventBacklog(replay, journal, { onCommit: noteBack, rest, isBusy: isDiskFirst });
  let dispatching: Promise<void> | null = null;
  /** What is on its way to the disk: the next follows it. */
  let spilling: Spill | null = null;
  let timer: NodeJS.Timeout | null = null;
  /** Events that went there the last time. */
  let lastSpilled = 0;
  let isAway = false;
  let lost = 0;

  /** All that comes goes to the disk first. */
  function isDiskFirst() {
    return backlog.takesMore() && !isDiskSlow() && gauge.isBusy(performance.now());
  }

  /** What hangs says no word of it: nothing more is sent after what it has. */
  function isDiskSlow() {
    return spilling !== null && performance.now() - spilling.startedAt > slowDiskMs;
  }

  /** In a busy time the database is worked a third of the time at most: who asks comes first. @param worked milliseconds */
  async function rest(worked: number) {
    if (isDiskFirst())
      await sleep(Math.min(Math.max(2 * worked, shortestRestMs), longestRestMs), undefined, { ref: false });
  }

  /** Whichever way is open: to the database, or to the disk. */
  function proceed() {
    if (waiting.length === 0 && declined.length === 0 && atHand.length === 0) return;
    if (timer === null) timer = setTimeout(tick, tickMs);
    // The disk works while the next requests are read.
    const isWorthIt = waiting.length >= worthAFlush;
    if (isAway || (isWorthIt && isDiskFirst())) spill();
    if (!isAway) dispatching ??= dispatch();
  }

  async function dispatch() {
    // The rest of this turn's requests join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    dispatching = null;
    if (waiting.length >= company() && isDiskFirst()) spill();
    for (const lane of lanes) {
      if (underWay.has(lane)) continue;
      const ready = eventsIn(declined) + eventsAtHand + (isDiskFirst() ? 0 : waiting.length);
      if (isAway || ready === 0 || (underWay.size > 0 && (ready < worthwhile || isDiskFirst()))) break;
      const groups = takeGroups();
      const startedAt = performance.now();
      const done = commit(lane, groups)
        .then(() => {
          // Whatever became of them, others see to it: a lane that rests has nothing in its hand.
          underWay.set(lane, { groups: [], startedAt: Number.POSITIVE_INFINITY, done });
          return rest(performance.now() - startedAt);
        })
        .finally(() => {
          underWay.delete(lane);
          proceed();
        });
      underWay.set(lane, { groups, startedAt, done });
    }
  }

  /** Many at once wait for others, until the next tick at most: a flush costs the same for one and for all of them. */
  function company(): number {
    return lastSpilled < manyAtOnce ? 1 : lastSpilled / 2;
  }

  function takeGroups(): EventGroup[] {
    const groups: EventGroup[] = [];
    let room = commitSize;
    const takeFrom = (source: EventGroup[]) => {
      const roomBefore = room;
      for (let next = source[0]; next && next.events <= room; next = source[0]) {
        source.shift();
        groups.push(next);
        room -= next.events;
      }
      return roomBefore - room;
    };
    takeFrom(declined);
    if (declined.length === 0) eventsAtHand -= takeFrom(atHand);
    if (declined.length === 0 && atHand.length === 0 && room > 0 && waiting.length > 0 && !isDiskFirst())
      groups.push(takeGroup(room));
    return groups;
  }

  async function commit(lane: CommitGroups, groups: EventGroup[]) {
    try {
      await lane(groups);
      const onDisk = groups.filter(({ place }) => place === "disk");
      for (const group of groups) {
        group.place = "database";
        answerGroup(group);
      }
      noteBack();
      await backlog.settle(onDisk);
    } catch (error) {
      noteAway(loggableError(error));
      const unsafe = groups.filter(({ place }) => place === "memory");
      if (unsafe.length > 0 && !(await backlog.keep(unsafe))) unsafe.forEach(hold);
      backlog.letGo(groups);
      backlog.recover();
    }
  }

  const takeGroup = (size = commitSize) => createGroup(waiting.splice(0, size));

  /** Asked at every tick and flush: in a busy time there are hundreds of groups, and none of them is unsafe. */
  function unsafeUnderWay(): EventGroup[] {
    const unsafe: EventGroup[] = [];
    for (const { groups } of underWay.values())
      for (const group of groups) if (group.place === "memory") unsafe.push(group);
    return unsafe;
  }

  function noteAway(reason: Record<string, unknown>) {
    if (isAway) return;
    isAway = true;
    backlog.letGo(atHand.splice(0));
    eventsAtHand = 0;
    log().warn(reason, "tracking events cannot be committed: they go to the journal");
  }

  function noteBack() {
    if (!isAway) return;
    isAway = false;
    log().info("tracking events are committed again");
    proceed();
  }

  /** Keeps watch over everybody's patience while anything is under way. */
  function tick() {
    const now = performance.now();
    timer =
      underWay.size > 0 || spilling !== null || waiting.length + declined.length > 0
        ? setTimeout(tick, tickMs)
        : null;
    if ([...underWay.values()].some(({ startedAt }) => now - startedAt > awayAfterMs))
      noteAway({ reason: "a commit takes too long" });
    if (isDiskSlow()) stopWaitingForDisk(now);
    const unsafe = [...unsafeUnderWay(), ...declined];
    if (waiting.length === 0 && unsafe.length === 0) return;
    const isDue = ({ spillAt }: { spillAt: number }) => spillAt <= now;
    const isWanted = isAway || isDiskFirst() || unsafe.some(isDue) || waiting.some(isDue);
    if (isWanted && (isAway || !isDiskSlow())) spill();
  }

  /** An answer does not hang with the disk; its event stays on its way. */
  function stopWaitingForDisk(now: number) {
    const giveUpOverdue = (entries: readonly Entry[]) => {
      for (const { spillAt, answer } of entries) if (spillAt + diskPatienceMs <= now) answer(false);
    };
    for (const { entries } of spilling?.taken ?? []) giveUpOverdue(entries);
    for (const { groups } of underWay.values()) for (const { entries } of groups) giveUpOverdue(entries);
    for (const { entries } of declined) giveUpOverdue(entries);
    giveUpOverdue(waiting);
  }

  /** Everything that is not safe goes to disk; what comes meanwhile goes together, after it. */
  function spill() {
    if (spilling) return;
    const taken = declined.splice(0);
    while (waiting.length > 0) taken.push(takeGroup());
    const groups = [...unsafeUnderWay(), ...taken];
    if (groups.length === 0) return;
    lastSpilled = eventsIn(taken);
    const next: Spill = { taken, startedAt: performance.now(), done: Promise.resolve() };
    spilling = next;
    next.done = putOnDisk(next, groups);
  }

  async function putOnDisk({ taken }: Spill, groups: readonly EventGroup[]) {
    const isKept = await backlog.keep(groups);
    // A group whose commit is under way is not held: the commit will tell what becomes of it.
    if (isKept) keepAtHand(taken);
    else if (isAway || taken.some(({ spillAt }) => spillAt <= performance.now())) taken.forEach(hold);
    else declined.push(...taken);
    spilling = null;
    if (!isDiskFirst()) backlog.recover();
    proceed();
  }

  function keepAtHand(groups: readonly EventGroup[]) {
    if (isAway || eventsAtHand >= atHandSize) return backlog.letGo(groups);
    atHand.push(...groups);
    for (const { events } of groups) eventsAtHand += events;
  }

  function hold(group: EventGroup) {
    if (backlog.heldEvents() + group.events > queueSize) refuse(group);
    else backlog.hold(group);
  }

  function refuse(group: EventGroup) {
    lost += group.events;
    answerGroup(group, false);
    log().error({ events: group.events }, "tracking events were lost: nothing took them");
  }

  /** In memory and on their way, but for those whose commit is under way. */
  function eventsWaiting(): number {
    return waiting.length + eventsIn(declined) + eventsIn(spilling?.taken ?? []) + backlog.heldEvents();
  }

  async function drain() {
    for (;;) {
      const work = [...underWay.values()].map(({ done }) => done);
      if (spilling) work.push(spilling.done);
      if (dispatching) work.push(dispatching);
      if (work.length === 0 && waiting.length + declined.length + atHand.length === 0) return;
      // Some wait for company: the tick sees to them.
      await Promise.race(work.length > 0 ? work : [sleep(tickMs)]);
    }
  }

  return {
    record(event, patienceMs) {
      if (eventsWaiting() >= queueSize) {
        lost++;
        return Promise.resolve(false);
      }
      const now = performance.now();
      gauge.note(now);
      return new Promise((resolve) => {
        waiting.push({ event, spillAt: now + patienceMs, answer: resolve });
        proceed();
      });
    },
    drain,
    tend: () => backlog.tend(),
    async close() {
      await drain();
      for (const group of await backlog.close()) refuse(group);
    },
    state: () => ({
      ...backlog.state(),
      waiting: eventsWaiting() + eventsIn(unsafeUnderWay()),
      lost,
      isDatabaseAway: isAway,
    }),
  };
}

function eventsIn(groups: readonly EventGroup[]): number {
  let sum = 0;
  for (const { events } of groups) sum += events;
  return sum;
}
