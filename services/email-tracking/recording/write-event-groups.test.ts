import { sql } from "drizzle-orm";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { openConnection } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";
import { ticketChanges } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { laySentMail } from "../testing/sent-mail";
import { copyOf, eventsOf, replyOf } from "../testing/tracking-contract";
import { trackingEvent } from "../testing/tracking-event";
import { forgetOldGroups } from "./event-groups";
import { createGroupId } from "./group-id";
import { startOfHour } from "./row-limit";
import type { TrackingEvent } from "./tracking-event";
import { writeEventGroups } from "./write-event-groups";

useTestDatabase();

let connection: Connection;
beforeAll(async () => {
  connection = await openConnection(env().DATABASE_URL);
});
afterAll(() => connection.end());

const write = (events: TrackingEvent[], groupId = createGroupId()) =>
  writeEventGroups(connection, [{ id: groupId, events }]);

async function groupCount(): Promise<number> {
  const [rows] = await database().execute(sql`SELECT COUNT(*) AS n FROM email_event_groups`);
  return Number((rows as unknown as { n: number }[])[0]?.n);
}

describe("a group of events", () => {
  it("is committed once, however often it is written with its name", async () => {
    const mail = await laySentMail();
    const groupId = createGroupId();
    await write([trackingEvent(mail.trackingId)], groupId);
    await write([trackingEvent(mail.trackingId)], groupId);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1 });
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });

  it("shares a transaction with others, and is in it together with all of them or none", async () => {
    const mail = await laySentMail();
    const groups = Array.from({ length: 3 }, () => ({
      id: createGroupId(),
      events: [trackingEvent(mail.trackingId)],
    }));
    await writeEventGroups(connection, groups);
    await writeEventGroups(connection, groups);
    expect(await eventsOf(mail.trackingId)).toHaveLength(3);
    const another = { id: createGroupId(), events: [trackingEvent(mail.trackingId)] };
    await expect(writeEventGroups(connection, [...groups, another])).rejects.toMatchObject({
      code: "ER_DUP_ENTRY",
    });
    expect(await eventsOf(mail.trackingId)).toHaveLength(3);
  });

  it("keeps the earliest open, in whatever order groups arrive", async () => {
    const mail = await laySentMail();
    const [early, late] = [new Date("2026-11-01T10:00:00.123Z"), new Date("2026-11-02T10:00:00.456Z")];
    await write([trackingEvent(mail.trackingId, { occurredAt: late.getTime() })]);
    await write([trackingEvent(mail.trackingId, { occurredAt: early.getTime() })]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenedAt: early, emailReadAt: early });
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openedAt: early, readAt: early, openCount: 2 });
  });

  it("tells of each ticket once, in one row", async () => {
    const [one, two] = [await laySentMail(), await laySentMail()];
    await database().delete(ticketChanges);
    const ids = [one.trackingId, one.trackingId, two.trackingId, "unknown".padEnd(43, "x")];
    await write(ids.map((id) => trackingEvent(id)));
    const changes = await database().select().from(ticketChanges);
    expect(changes.map(({ ticketIds }) => JSON.parse(ticketIds))).toEqual([
      [one.ticketId, two.ticketId].sort((a, b) => a - b),
    ]);
  });

  it("of unknown ids alone leaves nothing behind, not even its name", async () => {
    const before = await groupCount();
    expect(await write([trackingEvent("unknown".padEnd(43, "x"))])).toBeNull();
    expect(await groupCount()).toBe(before);
  });

  it("stores what a client sends as it is: quotes, backslashes, NUL, broken surrogates, emoji, 5,000 characters", async () => {
    const mail = await laySentMail();
    const userAgent = `O'Hara \\' "; DROP TABLE tickets; -- \0 \n \u{1f4e7} ${"x".repeat(5000)}`;
    await write([
      trackingEvent(mail.trackingId, { userAgent, referrer: "\ud800'" }),
      trackingEvent(mail.trackingId, {
        eventType: "click",
        url: `https://example.com/'?${"\\".repeat(3000)}`,
      }),
    ]);
    const [open, click] = await eventsOf(mail.trackingId);
    expect(open?.userAgent).toBe(userAgent.slice(0, 1000));
    expect(open?.referrer).toBe("\ufffd'");
    expect(click?.eventUrl).toBe(`https://example.com/'?${"\\".repeat(3000)}`.slice(0, 2048));
  });

  it("numbers the link that was clicked, of each mail on its own", async () => {
    const links = ["https://a.example/", "https://b.example/"];
    const [one, two] = [await laySentMail({ links }), await laySentMail({ links: [...links].reverse() })];
    const click = { eventType: "click", url: "https://b.example/" } as const;
    await write([one, two].map(({ trackingId }) => trackingEvent(trackingId, click)));
    expect((await eventsOf(one.trackingId))[0]?.linkPosition).toBe(2);
    expect((await eventsOf(two.trackingId))[0]?.linkPosition).toBe(1);
  });

  it("names the copy in every row, the first of those that share an id", async () => {
    const trackingId = "s".repeat(43);
    const mail = await laySentMail({ recipients: [{ trackingId }, { trackingId, role: "cc" }] });
    await write([trackingEvent(trackingId)]);
    expect((await eventsOf(trackingId))[0]?.deliveryId).toBe(mail.deliveryIds[0]);
    expect(await copyOf(mail.deliveryIds[1])).toMatchObject({ openCount: 1 });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1 });
  });

  it("what read it first stays the evidence; a machine's click is none", async () => {
    const mail = await laySentMail();
    const click = { eventType: "click", url: "https://a.example/" } as const;
    await write([trackingEvent(mail.trackingId, { ...click, visitClass: "scanner" })]);
    const scanned = { clickCount: 1, readAt: null, readEvidence: null };
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject(scanned);
    await write([trackingEvent(mail.trackingId, click)]);
    await write([trackingEvent(mail.trackingId)]);
    const read = { readCount: 1, clickCount: 2, readEvidence: "click" };
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject(read);
  });

  it("stores no row beyond the hour's limit of a copy, counts all the same, and notes how many", async () => {
    const [mail, other] = [await laySentMail(), await laySentMail()];
    await database()
      .update(emailDeliveries)
      .set({ rowsThisHour: startOfHour() + 9_998 })
      .where(sql`${emailDeliveries.id} = ${mail.deliveryIds[0]}`);
    await write([mail, mail, mail, mail, other].map(({ trackingId }) => trackingEvent(trackingId)));
    expect(await eventsOf(mail.trackingId)).toHaveLength(2);
    expect(await eventsOf(other.trackingId)).toHaveLength(1);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 4 });
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 4, eventsNotKept: 2 });
  });

  it("a new hour begins at nothing", async () => {
    const mail = await laySentMail();
    await database()
      .update(emailDeliveries)
      .set({ rowsThisHour: startOfHour() - 1_000_000 + 10_000 })
      .where(sql`${emailDeliveries.id} = ${mail.deliveryIds[0]}`);
    await write([trackingEvent(mail.trackingId)]);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
    expect((await copyOf(mail.deliveryIds[0])).rowsThisHour).toBe(startOfHour() + 1);
  });
});

describe("what a group costs the database", () => {
  async function tablesOnDisk(): Promise<number> {
    const [rows] = await connection.query<RowDataPacket[]>(
      "SHOW SESSION STATUS LIKE 'Created_tmp_disk_tables'",
    );
    return Number(rows[0]?.Value);
  }

  it("is no temporary table on disk, for opens, clicks and a machine's visits", async () => {
    const urls = ["https://example.com/a", "https://example.com/b"];
    const mails = [await laySentMail({ links: urls }), await laySentMail({ links: urls })];
    const before = await tablesOnDisk();
    const seen: string[] = [];
    for (const events of [
      mails.map(({ trackingId }) => trackingEvent(trackingId)),
      mails.flatMap(({ trackingId }) =>
        [...urls, "https://example.com/not-in-it"].map((url) =>
          trackingEvent(trackingId, { eventType: "click", url }),
        ),
      ),
      mails.map(({ trackingId }) =>
        trackingEvent(trackingId, { visitClass: "scanner", visitReason: "Barracuda Sentinel" }),
      ),
    ])
      seen.push(...Object.keys((await write(events))?.visits ?? {}));
    expect(seen).toEqual(["open human", "click human", "open scanner"]);
    // The look at what shows a machine may cost one: machines are few.
    expect(await tablesOnDisk()).toBe(before);
  });
});

describe("the names of committed groups", () => {
  it("are forgotten once no journal can bring them back, and not before", async () => {
    const mail = await laySentMail();
    await forgetOldGroups();
    const before = await groupCount();
    const dayMs = 24 * 60 * 60 * 1000;
    await write([trackingEvent(mail.trackingId)], createGroupId(Date.now() - 31 * dayMs));
    await write([trackingEvent(mail.trackingId)], createGroupId(Date.now() - 29 * dayMs));
    expect(await forgetOldGroups()).toBe(1);
    expect(await groupCount()).toBe(before + 1);
  });
});
