import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { ticketChanges } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { createEventWriter } from "./event-writer";
import { withinRowLimit } from "./row-limit";
import { laySentMail } from "./testing/sent-mail";
import { copyOf, eventsOf, replyOf } from "./testing/tracking-contract";
import type { TrackingEvent } from "./tracking-event";
import { writeEventGroup } from "./write-event-group";

useTestDatabase();

function event(trackingId: string, changes: Partial<TrackingEvent> = {}): TrackingEvent {
  return {
    trackingId,
    eventType: "open",
    occurredAt: new Date(),
    url: null,
    linkPosition: null,
    userAgent: "curl/8",
    ipAddress: null,
    referrer: null,
    visitClass: "human",
    visitReason: "opened by a person",
    client: null,
    os: null,
    device: null,
    country: null,
    onlyConsented: false,
    forward: false,
    ...changes,
  };
}

describe("a group of events", () => {
  it("is committed once, however often it is written with its id", async () => {
    const mail = await laySentMail();
    const groupId = crypto.randomUUID();
    await writeEventGroup(groupId, [event(mail.trackingId)]);
    await writeEventGroup(groupId, [event(mail.trackingId)]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1 });
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });

  it("keeps the earliest open, in whatever order groups arrive", async () => {
    const mail = await laySentMail();
    const [early, late] = [new Date("2026-11-01T10:00:00.123Z"), new Date("2026-11-02T10:00:00.456Z")];
    await writeEventGroup(crypto.randomUUID(), [event(mail.trackingId, { occurredAt: late })]);
    await writeEventGroup(crypto.randomUUID(), [event(mail.trackingId, { occurredAt: early })]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenedAt: early, emailReadAt: early });
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openedAt: early, readAt: early, openCount: 2 });
  });

  it("tells of each ticket once", async () => {
    const [one, two] = [await laySentMail(), await laySentMail()];
    await database().delete(ticketChanges);
    const ids = [one.trackingId, one.trackingId, two.trackingId, "unknown".padEnd(43, "x")];
    await writeEventGroup(
      crypto.randomUUID(),
      ids.map((id) => event(id)),
    );
    const changes = await database().select().from(ticketChanges);
    expect(changes.map(({ ticketId }) => ticketId).sort()).toEqual([one.ticketId, two.ticketId].sort());
  });

  it("what read it first stays the evidence; a machine's click is none", async () => {
    const mail = await laySentMail();
    const scan = event(mail.trackingId, {
      eventType: "click",
      visitClass: "scanner",
      url: "https://a.example/",
    });
    await writeEventGroup(crypto.randomUUID(), [scan]);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({
      clickCount: 1,
      readAt: null,
      readEvidence: null,
    });
    const visit = event(mail.trackingId, { eventType: "click", url: "https://a.example/" });
    await writeEventGroup(crypto.randomUUID(), [visit]);
    await writeEventGroup(crypto.randomUUID(), [event(mail.trackingId)]);
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({
      readCount: 1,
      clickCount: 2,
      readEvidence: "click",
    });
  });

  it("stores no row beyond the limit of a tracking id, and counts all the same", async () => {
    const [mail, other] = [await laySentMail(), await laySentMail()];
    await writeEventGroup(crypto.randomUUID(), [event(mail.trackingId), event(mail.trackingId)]);
    const events = [mail, other, mail].map(({ trackingId }) => event(trackingId));
    expect(await withinRowLimit(events, 3)).toEqual([events[0], events[1]]);
    await database()
      .update(emailTrackingEvents)
      .set({ occurredAt: sql`UTC_TIMESTAMP(6) - INTERVAL 61 MINUTE` })
      .where(eq(emailTrackingEvents.trackingId, mail.trackingId));
    expect(await withinRowLimit(events, 3)).toEqual(events);
  });
});

describe("the event writer", () => {
  it("loses and doubles nothing when several write the same replies at once", async () => {
    const mails = await Promise.all(Array.from({ length: 5 }, () => laySentMail()));
    const writers = Array.from({ length: 4 }, () => createEventWriter(writeEventGroup));
    const recorded = Array.from({ length: 800 }, (_, index) =>
      writers[index % 4]?.record(event(mails[(index * 7) % 5]?.trackingId ?? "")),
    );
    await Promise.all(recorded);
    for (const mail of mails) {
      expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 160, emailReadCount: 160 });
      expect(await eventsOf(mail.trackingId)).toHaveLength(160);
    }
  });

  it("gathers what comes while a group is written into the next one", async () => {
    const sizes: number[] = [];
    const writer = createEventWriter(async (_id, events) => {
      sizes.push(events.length);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { stored: 0 };
    });
    const first = Array.from({ length: 3 }, () => writer.record(event("a")));
    await new Promise((resolve) => setTimeout(resolve, 10));
    const second = Array.from({ length: 501 }, () => writer.record(event("a")));
    await Promise.all([...first, ...second]);
    expect(sizes).toEqual([3, 500, 1]);
  });

  it("an event that the database refuses does not take its neighbours with it", async () => {
    const mail = await laySentMail();
    const writer = createEventWriter(writeEventGroup);
    const country = "not a country";
    const results = await Promise.allSettled([
      writer.record(event(mail.trackingId)),
      writer.record(event(mail.trackingId, { country })),
      writer.record(event(mail.trackingId)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 2 });
  });

  it("writes again under the same id when the database was away", async () => {
    const ids: string[] = [];
    const writer = createEventWriter(async (id) => {
      ids.push(id);
      if (ids.length < 3) throw new Error("connection lost");
      return { stored: 0 };
    });
    await writer.record(event("a"));
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it("drain waits for everything that was recorded before it", async () => {
    const mail = await laySentMail();
    const writer = createEventWriter(writeEventGroup);
    for (let index = 0; index < 700; index++) void writer.record(event(mail.trackingId));
    await writer.drain();
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(700);
  });
});
