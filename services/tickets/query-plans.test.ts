import { beforeAll, describe, expect, it } from "vitest";
import { connection } from "@/db/client";
import { openConnection } from "@/db/connect";
import { tablesScannedBy } from "@/db/testing/tables-scanned-by";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { claimDeliveries } from "@/services/email-delivery/claim-deliveries";
import { readTrackedCopies } from "@/services/email-tracking/recording/tracked-copies";
import { trackingDetail } from "@/services/email-tracking/tracking-detail";
import { countTickets } from "./count-tickets";
import { getConversation } from "./get-conversation";
import { listTickets } from "./list-tickets";

useTestDatabase();

const ticketCount = 5000;
const requesterCount = 500;

/** Enough rows for the optimizer to prefer an index, spread as in a desk that has been in use. */
beforeAll(async () => {
  const { pool } = connection();
  const digits =
    "(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";
  const numbers = `SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS i FROM ${["a", "b", "c", "e", "f"].map((name) => `${digits} ${name}`).join(", ")}`;
  const from = (upTo: number) => `FROM (${numbers}) n WHERE i <= ${upTo}`;
  await pool.query(
    `INSERT INTO contacts (email, preferences_token) SELECT CONCAT('p', i, '@example.org'), LPAD(i, 43, 'x') ${from(requesterCount)}`,
  );
  await pool.query(
    `INSERT INTO tickets (id, subject, status, requester_id, last_activity_at, last_agent_reply_id) SELECT i, CONCAT('Ticket ', i), ELT(1 + i % 20, 'open', 'pending', 'solved', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed'),
              1 + i % ${requesterCount}, '2026-01-01' + INTERVAL i MINUTE, i ${from(ticketCount)}`,
  );
  await pool.query(
    `INSERT INTO ticket_replies (id, ticket_id, author, body_html, body_text, email_tracking_id) SELECT i, i, 'agent', '<p>Hi</p>', 'Hi', LPAD(i, 43, 't') ${from(ticketCount)}`,
  );
  await pool.query(
    `INSERT INTO email_messages (id, kind, ticket_id, ticket_reply_id, subject, from_name, from_email, message_id) SELECT i, 'reply', i, i, 'Hi', 'Ana', 'ana@example.com', CONCAT(i, '@example.com') ${from(ticketCount)}`,
  );
  await pool.query(
    `INSERT INTO email_deliveries (id, message_id, ticket_reply_id, email, role, tracking_id, track_opens, track_clicks, status) SELECT i, i, i, 'p@example.org', 'to', LPAD(i, 43, 't'), 1, 1, 'sent' ${from(ticketCount)}`,
  );
  await pool.query(
    `INSERT INTO email_tracking_events (tracking_id, delivery_id, event_type, occurred_at, visit_class, visit_reason, plausible_status) SELECT LPAD(1 + i % ${ticketCount}, 43, 't'), 1 + i % ${ticketCount}, 'open', '2026-01-01' + INTERVAL i MINUTE, 'human', 'none', 'skipped' ${from(4 * ticketCount)}`,
  );
  await pool.query(
    "ANALYZE TABLE tickets, ticket_replies, email_messages, email_deliveries, email_tracking_events, contacts",
  );
});

describe("the queries of the pages", () => {
  it("read the newest page of tickets through an index", async () => {
    expect(await tablesScannedBy(() => listTickets({ limit: 25 }))).toEqual([]);
  });

  it("read a page in the middle, of one status or one tag, through an index", async () => {
    const { nextCursor } = await listTickets({ limit: 25 });
    expect(await tablesScannedBy(() => listTickets({ limit: 25, cursor: nextCursor ?? undefined }))).toEqual(
      [],
    );
    expect(await tablesScannedBy(() => listTickets({ status: ["open"] }))).toEqual([]);
    expect(await tablesScannedBy(() => listTickets({ assignee: "unassigned", tag: "vip" }))).toEqual([]);
  });

  it("count what is still to do without a look at what is done", async () => {
    expect(await tablesScannedBy(() => countTickets({ userId: "u" }))).toEqual([]);
  });

  it("read a conversation with its badges, visits and clicks through indexes", async () => {
    expect(await tablesScannedBy(() => getConversation(4321))).toEqual([]);
  });
});

describe("the queries behind the pages", () => {
  const trackingIds = [1, 2, 3].map((number) => String(number).padStart(43, "t"));

  it("find the copies of a group of events through indexes", async () => {
    const own = await openConnection(env().DATABASE_URL);
    const clicked = { trackingIds, urls: ["https://example.com/"] };
    expect(await tablesScannedBy(() => readTrackedCopies(own, trackingIds, clicked), own)).toEqual([]);
    await own.end();
  });

  it("find one copy's story through indexes", async () => {
    expect(await tablesScannedBy(() => trackingDetail(trackingIds[0] ?? ""))).toEqual([]);
  });

  it("find what is due in the outbox through an index", async () => {
    expect(await tablesScannedBy(() => claimDeliveries(5, { wholeMessages: false }))).toEqual([]);
    expect(await tablesScannedBy(() => claimDeliveries(5, { wholeMessages: true }))).toEqual([]);
  });
});
