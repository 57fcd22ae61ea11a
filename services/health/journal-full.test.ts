import { expect, it } from "vitest";
import { GET as metrics } from "@/app/api/metrics/route";
import { connection } from "@/db/client";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { eventWriter } from "@/services/email-tracking/recording/process-event-writer";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { copyOf, setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { trackingEvent } from "@/services/email-tracking/testing/tracking-event";
import { checkHealth } from "./check-health";

const token = "a-metrics-token-0123456789";
useTestDatabase({ METRICS_TOKEN: token, EVENT_JOURNAL_MAX_MB: "1" });

async function metric(name: string): Promise<number> {
  const answer = await metrics(
    new Request("http://localhost/api/metrics", { headers: { authorization: `Bearer ${token}` } }),
  );
  const line = (await answer.text()).split("\n").find((found) => found.startsWith(`myportal_${name} `));
  return Number(line?.split(" ")[1]);
}

it("a journal that takes no more is said in health and in metrics, and the database gets what waits", async () => {
  await setTracking();
  const mail = await laySentMail();
  const { pool } = connection();
  const events = 3_000;
  await pool.query("RENAME TABLE email_deliveries TO email_deliveries_away");
  try {
    let made = 0;
    // A text that they shared would be written once.
    const long = () => trackingEvent(mail.trackingId, { userAgent: `${++made}`.padEnd(900, "x") });
    const record = (count: number) =>
      Promise.all(Array.from({ length: count }, () => eventWriter().record(long(), 10)));
    await record(100);
    expect((await checkHealth()).event_journal).toMatchObject({ status: "waiting", problem: null });
    await record(events - 100);
    const { event_journal: journal } = await checkHealth();
    expect(journal).toMatchObject({ status: "failing", problem: "it has grown to EVENT_JOURNAL_MAX_MB" });
    expect(journal.waiting_events).toBe(events);
    expect(await metric("event_journal_failing")).toBe(1);
    const [onDisk, inMemory] = [await metric("event_journal_events"), await metric("events_waiting")];
    expect(onDisk).toBeGreaterThan(0);
    expect(inMemory).toBeGreaterThan(0);
    expect(onDisk + inMemory).toBe(events);
    expect(await metric("events_lost_total")).toBe(0);
  } finally {
    await pool.query("RENAME TABLE email_deliveries_away TO email_deliveries");
  }
  await expect
    .poll(async () => (await copyOf(mail.deliveryIds[0])).openCount, { timeout: 20_000 })
    .toBe(events);
  await expect
    .poll(async () => (await checkHealth()).event_journal, { timeout: 20_000 })
    .toMatchObject({ waiting_events: 0, bytes: 0, lost_events: 0, problem: null });
  expect(await metric("event_journal_events")).toBe(0);
  expect(await metric("events_waiting")).toBe(0);
});
