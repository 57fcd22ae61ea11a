import { eq, inArray, sql } from "drizzle-orm";
import fc from "fast-check";
import type { Connection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { openConnection } from "@/db/connect";
import { emailDeliveries, emailTrackingEvents } from "@/db/schema/email";
import { ticketChanges, ticketReplies } from "@/db/schema/tickets";
import { tablesScannedBy } from "@/db/testing/tables-scanned-by";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { isLockConflict } from "@/services/database-errors";
import { type CommitGroups, createCommitLanes } from "../recording/commit-lane";
import { followCommits } from "../recording/follow-commits";
import { createGroupId } from "../recording/group-id";
import { encodeGroup } from "../recording/journal/journal-records";
import type { TrackingEvent } from "../recording/tracking-event";
import { writeEventGroups } from "../recording/write-event-groups";
import { laySentMail } from "../testing/sent-mail";
import { transactionsWait } from "../testing/transactions-wait";
import { besideGatewayPrefix, burstReason } from "./find-scans";
import { reclassifyMachineVisits } from "./reclassify-machine-visits";

useTestDatabase();

let own: Connection;
beforeAll(async () => {
  own = await openConnection(env().DATABASE_URL);
});
afterAll(() => own.end());

type Mail = Awaited<ReturnType<typeof laySentMail>>;
type Seen = {
  /** Which of the mail's tracking ids. */
  id: number;
  /** Milliseconds after sending. */
  at: number;
  link: number | null;
  as: "human" | "proxy" | "prefetch" | "gateway" | "preview" | "self";
  ip: string | null;
};

const gateway = "Barracuda Sentinel";
const sentAt = Date.UTC(2026, 4, 4, 8);
const office = "192.0.2.0";

const open = (at: number, changes: Partial<Seen> = {}): Seen => ({
  id: 0,
  at,
  link: null,
  as: "human",
  ip: office,
  ...changes,
});
const click = (at: number, link: number, changes: Partial<Seen> = {}) => open(at, { link, ...changes });

/** @returns how many visits are taken for a machine's because of this group. */
async function writeGroup(mail: Mail, group: Seen[]): Promise<number> {
  const before = await countReclassified(mail);
  await writeEventGroups(own, [{ id: createGroupId(), events: group.map((event) => toEvent(mail, event)) }]);
  return (await countReclassified(mail)) - before;
}

const reasons = { human: "a person", proxy: "Gmail's image proxy", gateway, preview: "Slack's link preview" };

function toEvent(mail: Mail, { id, at, link, as, ip }: Seen): TrackingEvent {
  return {
    ...{
      trackingId: mail.trackingIds[id] ?? "",
      occurredAt: atMs(at).getTime(),
      linkPosition: link,
      ipAddress: ip,
    },
    eventType: link === null ? "open" : "click",
    url: link === null ? null : `https://${link}.example/`,
    visitClass: as === "gateway" || as === "preview" ? "scanner" : as,
    visitReason: as in reasons ? reasons[as as keyof typeof reasons] : as,
    ...{ userAgent: null, referrer: null, client: null, os: null, device: null, country: null },
    ...{ onlyConsented: false, forward: true },
  };
}

const isReclassified = (reason: string) => reason === burstReason || reason.startsWith(besideGatewayPrefix);

async function countReclassified(mail: Mail): Promise<number> {
  const rows = await database()
    .select({ reason: emailTrackingEvents.visitReason })
    .from(emailTrackingEvents)
    .where(inArray(emailTrackingEvents.deliveryId, mail.deliveryIds));
  return rows.filter(({ reason }) => isReclassified(reason)).length;
}

async function stored(mail: Mail) {
  const rows = await database()
    .select()
    .from(emailTrackingEvents)
    .where(eq(emailTrackingEvents.deliveryId, mail.deliveryIds[0] ?? 0));
  const [copy] = await database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.id, mail.deliveryIds[0] ?? 0));
  const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, mail.replyId));
  if (!copy || !reply) throw new Error("the mail is not there");
  return { rows: rows.sort((a, b) => a.id - b.id), copy, reply };
}

const atMs = (at: number) => new Date(sentAt + at);

describe("a burst over the links of a copy", () => {
  it("takes its clicks and the images loaded with it out of what a person did", async () => {
    const mail = await laySentMail();
    expect(await writeGroup(mail, [open(100), click(1_000, 1), click(1_200, 2)])).toBe(0);
    expect((await stored(mail)).copy).toMatchObject({
      readCount: 1,
      readAt: atMs(100),
      readEvidence: "open",
    });
    expect(await writeGroup(mail, [click(1_500, 3)])).toBe(4);
    const { rows, copy, reply } = await stored(mail);
    for (const row of rows) {
      expect(row).toMatchObject({ visitClass: "scanner", visitReason: burstReason });
      expect(row).toMatchObject({ plausibleStatus: "skipped", plausibleNextAt: null });
    }
    expect(copy).toMatchObject({ readCount: 0, readAt: null, readEvidence: null });
    expect(copy).toMatchObject({ openCount: 1, clickCount: 3 });
    expect(reply).toMatchObject({ emailReadCount: 0, emailReadAt: null, emailOpenCount: 1 });
  });

  it("leaves what a person did at other times, and dates the reading by it", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [click(1_000, 1), click(1_100, 2), click(1_200, 3), open(900_000), open(950_000)]);
    const { copy, reply, rows } = await stored(mail);
    expect(rows.map(({ visitClass }) => visitClass)).toEqual([
      "scanner",
      "scanner",
      "scanner",
      "human",
      "human",
    ]);
    expect(copy).toMatchObject({ readCount: 2, readAt: atMs(900_000), readEvidence: "open" });
    expect(reply).toMatchObject({ emailReadCount: 2, emailReadAt: atMs(900_000) });
  });

  it("takes an open that becomes known after it", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [click(1_000, 1), click(1_100, 2), click(1_200, 3)]);
    expect(await writeGroup(mail, [open(3_100)])).toBe(1);
    expect(await writeGroup(mail, [open(3_300)])).toBe(0);
    expect((await stored(mail)).copy).toMatchObject({ readCount: 1, readAt: atMs(3_300) });
  });

  it.each<[string, Seen[]]>([
    ["two links, over and over", [1, 2, 1, 2, 1, 2].map((link, index) => click(index * 100, link))],
    ["three links in two seconds and a moment", [click(0, 1), click(1_000, 2), click(2_001, 3)]],
    ["three links, one of them of another copy", [click(0, 1), click(10, 2), click(20, 3, { id: 1 })]],
    ["previews", [1, 2, 3].map((link) => click(link, link, { as: "preview" }))],
    [
      "a preloading browser",
      [click(0, 1), click(10, 2, { as: "prefetch" }), click(20, 3, { as: "prefetch" })],
    ],
    ["our own visits", [1, 2, 3].map((link) => click(link, link, { as: "self" }))],
  ])("is not: %s", async (_name, events) => {
    const mail = await laySentMail({ recipients: [{}, {}] });
    expect(await writeGroup(mail, [open(0), ...events])).toBe(0);
  });

  it("is one where links are told apart by their addresses only", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [click(0, 1), click(10, 1), click(20, 1)]);
    await database()
      .update(emailTrackingEvents)
      .set({ linkPosition: null, eventUrl: sql`CONCAT('https://a.example/', id % 3)` })
      .where(eq(emailTrackingEvents.deliveryId, mail.deliveryIds[0] ?? 0));
    const visits = [{ deliveryId: mail.deliveryIds[0] ?? 0, occurredAt: atMs(0) }];
    expect(await reclassifyMachineVisits(database(), visits)).toBe(3);
  });

  it("does not touch an image proxy's open", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [open(0, { as: "proxy" }), click(0, 1), click(10, 2), click(20, 3)]);
    expect((await stored(mail)).copy).toMatchObject({ readCount: 1, readAt: atMs(0), readEvidence: "open" });
  });

  it("never takes back an answer", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [open(0)]);
    await database()
      .update(emailDeliveries)
      .set({ readEvidence: "answer" })
      .where(eq(emailDeliveries.id, mail.deliveryIds[0] ?? 0));
    await writeGroup(mail, [click(0, 1), click(10, 2), click(20, 3)]);
    const { copy, reply } = await stored(mail);
    expect(copy).toMatchObject({ readCount: 0, readEvidence: "answer", readAt: atMs(0) });
    expect(reply).toMatchObject({ emailReadCount: 0, emailReadAt: atMs(0) });
  });

  it("counts once for the reply of copies that share an id, and for each of them", async () => {
    const trackingId = "s".repeat(43);
    const mail = await laySentMail({ recipients: [{ trackingId }, { trackingId }] });
    await writeGroup(mail, [open(0), open(60_000), click(0, 1), click(10, 2), click(20, 3)]);
    const copies = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.trackingId, trackingId));
    for (const copy of copies) expect(copy).toMatchObject({ readCount: 1, readAt: atMs(60_000) });
    expect((await stored(mail)).reply).toMatchObject({ emailReadCount: 1, emailReadAt: atMs(60_000) });
  });
});

describe("a named gateway's visit", () => {
  it.each<[string, Seen, boolean]>([
    ["from the same network, seconds apart", open(5_000), true],
    ["from the same network, later", open(5_001), false],
    ["from another network", open(100, { ip: "198.51.100.0" }), false],
    ["from nobody knows where, at once", open(2_000, { ip: null }), true],
    ["from nobody knows where, later", open(2_001, { ip: null }), false],
    ["a click", click(-3_000, 1), true],
    ["an image proxy's open", open(10, { as: "proxy" }), false],
  ])("is evidence against a visit %s: %#", async (_name, event, expected) => {
    const mail = await laySentMail();
    await writeGroup(mail, [event]);
    expect(await writeGroup(mail, [click(0, 1, { as: "gateway" })])).toBe(expected ? 1 : 0);
    if (!expected) return;
    const [row] = (await stored(mail)).rows;
    expect(row?.visitReason).toBe(`${besideGatewayPrefix}${gateway}`);
    expect(row?.visitReason.length).toBeLessThanOrEqual(64);
  });

  it("is none against what a preview's neighbour did", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [open(0), click(10, 1, { as: "preview" })]);
    expect((await stored(mail)).copy.readCount).toBe(1);
  });
});

describe("several processes at once", () => {
  it("see each other's visits, whoever comes last, an open in the same moment too", {
    timeout: 120_000,
  }, async () => {
    const lanes = Array.from({ length: 4 }, () => followCommits(createCommitLanes(env().DATABASE_URL)));
    const scan = [click(5, 1), click(10, 2), click(15, 3), open(0)];
    const mails: Awaited<ReturnType<typeof laySentMail>>[] = [];
    for (let round = 0; round < 40; round++) {
      const mail = await laySentMail();
      mails.push(mail);
      await Promise.all(
        scan.map((event, index) => writeUntilDone(lanes[index]?.replay, toEvent(mail, event))),
      );
    }
    for (const one of lanes) await one.close();
    const missed = async () => {
      const copies = await Promise.all(mails.map((mail) => stored(mail)));
      return copies.flatMap(({ rows, copy }) => [
        ...rows.filter((row) => row.visitClass === "human").map((row) => row.eventType),
        ...(copy.readAt === null && copy.readCount === 0 ? [] : ["summary"]),
      ]);
    };
    // The second look comes a second later.
    await expect.poll(missed, { timeout: 10_000 }).toEqual([]);
  });

  it("a gateway that says its name takes an open with it that was on its way when it came", async () => {
    const mail = await laySentMail();
    const [first, second] = [0, 1].map(() => followCommits(createCommitLanes(env().DATABASE_URL)));
    // Both have read what is known of the copy before either can write: the gateway first, the open behind it.
    await own.query(
      `START TRANSACTION; SELECT id FROM email_deliveries WHERE id = ${mail.deliveryIds[0]} FOR UPDATE`,
    );
    const scanned = writeUntilDone(first?.replay, toEvent(mail, open(0, { as: "gateway" })));
    await transactionsWait(1);
    const opened = writeUntilDone(second?.replay, toEvent(mail, open(300)));
    await transactionsWait(2);
    await own.query("COMMIT");
    await Promise.all([scanned, opened]);
    for (const lanes of [first, second]) await lanes?.close();
    const machines = async () => (await stored(mail)).rows.map(({ visitClass }) => visitClass);
    await expect.poll(machines, { timeout: 5_000 }).toEqual(["scanner", "scanner"]);
    expect((await stored(mail)).copy).toMatchObject({ openCount: 2, readCount: 0, readAt: null });
    // Each group told the pages that show the ticket, and so did the second look: their badge is another one now.
    const changes = await database().select({ ids: ticketChanges.ticketIds }).from(ticketChanges);
    expect(changes.filter(({ ids }) => ids === `[${mail.ticketId}]`)).toHaveLength(3);
  });

  /** As the event writer does: a deadlock left nothing, and the group is written again. */
  async function writeUntilDone(commit: CommitGroups | undefined, event: TrackingEvent) {
    const group = encodeGroup({ id: createGroupId(), events: [event] });
    for (;;) {
      try {
        return await commit?.([group]);
      } catch (error) {
        if (!isLockConflict(error)) throw error;
      }
    }
  }
});

/** The rule written down once more, as plainly as possible. */
function model(events: Seen[]): { isMachine: boolean; isRead: boolean; event: Seen }[] {
  const counts = ({ as }: Seen) => as === "human" || as === "gateway";
  const burstAround = (event: Seen) =>
    events.some((first) => {
      if (first.id !== event.id || first.link === null || !counts(first)) return false;
      const clicks = events.filter(
        (one) =>
          one.id === first.id &&
          one.link !== null &&
          counts(one) &&
          one.at >= first.at &&
          one.at <= first.at + 2_000,
      );
      if (new Set(clicks.map(({ link }) => link)).size < 3) return false;
      const last = Math.max(...clicks.map(({ at }) => at));
      return event.at >= first.at - 2_000 && event.at <= last + 2_000;
    });
  const besideGateway = (event: Seen) =>
    events.some((scan) => {
      if (scan.as !== "gateway" || scan.id !== event.id) return false;
      const apart = Math.abs(scan.at - event.at);
      return scan.ip === null || event.ip === null ? apart <= 2_000 : scan.ip === event.ip && apart <= 5_000;
    });
  return events.map((event) => {
    const isMachine = event.as === "human" && (burstAround(event) || besideGateway(event));
    const isRead = (event.as === "human" && !isMachine) || (event.as === "proxy" && event.link === null);
    return { event, isMachine, isRead };
  });
}

describe("any visits, in groups, in any order", () => {
  const seen: fc.Arbitrary<Seen> = fc.record({
    id: fc.constantFrom(0, 0, 0, 1),
    at: fc.integer({ min: 0, max: 30 }).map((steps) => steps * 500),
    link: fc.constantFrom(null, null, 1, 2, 3, 4),
    as: fc.constantFrom(
      "human",
      "human",
      "human",
      "human",
      "proxy",
      "prefetch",
      "gateway",
      "preview",
      "self",
    ),
    ip: fc.constantFrom(null, office, office, "198.51.100.0"),
  });
  const history = fc
    .array(seen, { minLength: 1, maxLength: 14 })
    .chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: events.length, maxLength: events.length }),
      ),
    );

  it("end as the rule says of all of them together", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([, order, sizes]) => {
        const mail = await laySentMail({ recipients: [{}, {}] });
        let rest = order;
        for (const size of sizes) {
          if (rest.length === 0) break;
          await writeGroup(mail, rest.slice(0, size));
          rest = rest.slice(size);
        }
        const before = await everything(mail);
        const visits = order.map(({ id, at }) => ({
          deliveryId: mail.deliveryIds[id] ?? 0,
          occurredAt: atMs(at),
        }));
        expect(await reclassifyMachineVisits(database(), visits)).toBe(0);
        expect(await everything(mail)).toEqual(before);
        const expected = model(order);
        expect(before.rows.map(({ visitReason }) => isReclassified(visitReason))).toEqual(
          expected.map(({ isMachine }) => isMachine),
        );
        for (const [id, copy] of before.copies.entries()) {
          const own = expected.filter(({ event }) => event.id === id);
          const reads = own.filter(({ isRead }) => isRead).map(({ event }) => event);
          expect(copy.readCount).toBe(reads.filter(({ link }) => link === null).length);
          expect(copy.readAt).toEqual(earliest(reads));
          expect(copy.openCount).toBe(own.filter(({ event }) => event.link === null).length);
          if (copy.readEvidence === null) expect(reads).toEqual([]);
          else
            expect(reads.map(({ link }) => (link === null ? "open" : "click"))).toContain(copy.readEvidence);
        }
        const reads = expected.filter(({ isRead }) => isRead).map(({ event }) => event);
        expect(before.reply.emailReadCount).toBe(reads.filter(({ link }) => link === null).length);
        expect(before.reply.emailReadAt).toEqual(earliest(reads));
      }),
      { numRuns: 60 },
    );
  });

  const earliest = (reads: Seen[]) =>
    reads.length === 0 ? null : atMs(Math.min(...reads.map(({ at }) => at)));

  async function everything(mail: Mail) {
    const rows = await database()
      .select()
      .from(emailTrackingEvents)
      .where(inArray(emailTrackingEvents.deliveryId, mail.deliveryIds))
      .orderBy(emailTrackingEvents.id);
    const copies = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.ticketReplyId, mail.replyId))
      .orderBy(emailDeliveries.id);
    return { rows, copies, reply: (await stored(mail)).reply };
  }
});

describe("the queries", () => {
  beforeAll(async () => {
    const { pool } = connection();
    const rows = Array.from({ length: 20_000 }, (_, i) => [
      ...[String(i % 5_000).padStart(43, "q"), 1_000_000 + (i % 5_000), i % 4 ? "open" : "click"],
      ...[new Date(sentAt + i * 1_000), "human", "x", 1, "skipped"],
    ]);
    await pool.query(
      `INSERT INTO email_tracking_events (tracking_id, delivery_id, event_type, occurred_at, visit_class, visit_reason,
         link_position, plausible_status) VALUES ?`,
      [rows],
    );
    await pool.query("ANALYZE TABLE email_tracking_events");
  });

  it("scan nothing, with and without something to do", async () => {
    const mail = await laySentMail();
    await writeGroup(mail, [open(0), click(0, 1), click(10, 1), click(20, 1)]);
    await database()
      .update(emailTrackingEvents)
      .set({ linkPosition: sql`id` })
      .where(eq(emailTrackingEvents.deliveryId, mail.deliveryIds[0] ?? 0));
    const visits = [
      { deliveryId: mail.deliveryIds[0] ?? 0, occurredAt: atMs(0) },
      ...Array.from({ length: 300 }, (_, index) => ({ deliveryId: 1_000_000 + index, occurredAt: atMs(0) })),
    ];
    expect(await tablesScannedBy(() => reclassifyMachineVisits(database(), visits))).toEqual([]);
    expect((await stored(mail)).copy.readAt).toBeNull();
    expect(await tablesScannedBy(() => reclassifyMachineVisits(database(), visits))).toEqual([]);
  });
});
