import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { count, eq, sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { contactErasures } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { copyOf, replyOf } from "@/services/email-tracking/testing/tracking-contract";
import { resumeErasures } from "./resume-erasures";
import { runErasure } from "./run-erasure";
import { startErasure } from "./start-erasure";

useTestDatabase();

const admin: Actor = { kind: "system", name: "Test", role: "admin" };
const events = 60_000;

async function layEvents(trackingId: string, deliveryId: number) {
  await connection().pool.query(
    `INSERT INTO email_tracking_events
       (tracking_id, delivery_id, event_type, occurred_at, visit_class, visit_reason, plausible_status)
     WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     SELECT ?, ?, 'open', UTC_TIMESTAMP(6), 'human', 'none', 'skipped' FROM n a JOIN n b ON b.i <= ?`,
    [trackingId, deliveryId, events / 1000],
  );
  await connection().pool.query(
    "UPDATE email_deliveries SET open_count = ?, read_at = UTC_TIMESTAMP(6) WHERE id = ?",
    [events, deliveryId],
  );
}

async function eventsLeft(): Promise<number> {
  const [row] = await database().select({ left: count() }).from(emailTrackingEvents);
  return row?.left ?? 0;
}

async function killOnceAtWork(child: ChildProcess) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while ((await eventsLeft()) === events) await sleep(2);
  child.kill("SIGKILL");
  await ended;
}

it("an erasure whose process was killed is taken up where it was, and ends", async () => {
  const mail = await laySentMail({ recipients: [{ email: "killed@example.org" }] });
  await layEvents(mail.trackingId, mail.deliveryIds[0] ?? 0);
  const { id } = await startErasure(admin, mail.requester.id, "contact");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "services/privacy/testing/erase-in-child.ts", String(id)],
    { env: process.env, stdio: "inherit" },
  );
  await killOnceAtWork(child);
  const left = await eventsLeft();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(events);
  const [halfway] = await database().select().from(contactErasures).where(eq(contactErasures.id, id));
  expect(halfway).toMatchObject({ status: "running", stage: "events" });

  // The dead process's lease still holds: nobody else works on it.
  expect(await runErasure(id)).toBe(false);
  expect(await eventsLeft()).toBe(left);
  await database().update(contactErasures).set({ leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });
  await resumeErasures();

  expect(await eventsLeft()).toBe(0);
  expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 0, readAt: null, trackingId: null });
  expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 0, emailReadAt: null });
  const [contact] = await database().select().from(contacts).where(eq(contacts.id, mail.requester.id));
  expect(contact?.email).toBe(`erased-${mail.requester.id}@erased.invalid`);
  const [done] = await database().select().from(contactErasures).where(eq(contactErasures.id, id));
  expect(done).toMatchObject({ status: "done", finishedAt: expect.any(Date), leaseOwner: null });
});
