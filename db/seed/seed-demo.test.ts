import { verifyPassword } from "better-auth/crypto";
import type { RowDataPacket } from "mysql2";
import { beforeAll, describe, expect, it } from "vitest";
import { connection } from "@/db/client";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { seedDemo } from "./seed-demo";

useTestDatabase();

const now = new Date("2026-11-24T09:30:00.123Z");
const password = "kiln-harbour-42";

async function query<Row>(statement: string): Promise<Row[]> {
  const [rows] = await connection().pool.query<RowDataPacket[]>(statement);
  return rows as Row[];
}

async function count(from: string): Promise<number> {
  const [row] = await query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.n);
}

const tables = [
  ...["users", "accounts", "contacts", "tickets", "ticket_tags", "ticket_replies", "email_messages"],
  ...[
    "email_deliveries",
    "email_delivery_events",
    "email_links",
    "email_tracking_events",
    "integration_modules",
  ],
];

async function everything() {
  return Promise.all(tables.map((table) => query(`SELECT * FROM ${table} ORDER BY 1, 2`)));
}

describe("seedDemo", () => {
  let first: Awaited<ReturnType<typeof seedDemo>>;

  beforeAll(async () => {
    first = await seedDemo(env().DATABASE_URL, { password, now });
  });

  it("lays a desk of a dozen agents, twenty contacts and forty tickets", async () => {
    expect(first.laid).toBe(true);
    expect(await count("users")).toBe(12);
    expect(await count("users WHERE role = 'admin'")).toBe(2);
    expect(await count("contacts")).toBe(20);
    expect(await count("tickets")).toBe(40);
    expect(await count("ticket_replies")).toBe(200);
    expect(
      await count("(SELECT 1 FROM ticket_replies GROUP BY ticket_id HAVING COUNT(*) = 30) AS longest"),
    ).toBe(1);
    expect(await count("ticket_replies WHERE is_internal")).toBeGreaterThan(10);
    expect(await count("(SELECT DISTINCT tracking_consent FROM contacts) AS consents")).toBe(3);
    expect(await count("(SELECT DISTINCT status FROM tickets) AS statuses")).toBe(4);
    expect(await count("(SELECT DISTINCT priority FROM tickets) AS priorities")).toBe(4);
  });

  it("gives every account a credential that the password opens", async () => {
    const accounts = await query<{ email: string; password: string }>(
      "SELECT email, password FROM users JOIN accounts ON accounts.user_id = users.id AND provider_id = 'credential'",
    );
    expect(accounts.map((row) => row.email).sort()).toEqual(
      first.accounts.map((account) => account.email).sort(),
    );
    for (const { password: hash } of accounts.slice(0, 2)) {
      expect(await verifyPassword({ hash, password })).toBe(true);
      expect(await verifyPassword({ hash, password: `${password}x` })).toBe(false);
    }
  });

  it("leaves nothing that would ever be sent, retried or forwarded", async () => {
    expect(
      await count(
        "email_deliveries WHERE status NOT IN ('sent', 'delivered', 'bounced', 'failed', 'complained')",
      ),
    ).toBe(0);
    expect(await count("email_deliveries WHERE next_attempt_at IS NOT NULL OR lease_owner IS NOT NULL")).toBe(
      0,
    );
    expect(await count("email_tracking_events WHERE plausible_status <> 'skipped' OR plausible_sent")).toBe(
      0,
    );
    expect(await count("email_deliveries WHERE status = 'bounced' AND last_error IS NOT NULL")).toBe(2);
    expect(await count("email_deliveries WHERE status = 'failed' AND sent_at IS NULL")).toBe(2);
  });

  it("shows what can go wrong: why copies did not arrive, held-back addresses, a doubtful sender, quoted text", async () => {
    const problem = "status IN ('failed', 'bounced', 'complained')";
    expect(await count(`email_deliveries WHERE (${problem}) <> (failure IS NOT NULL)`)).toBe(0);
    expect(await count(`email_deliveries WHERE ${problem} AND problem_handled_at IS NULL`)).toBe(4);
    expect(await count("email_delivery_events WHERE occurred_at > '2026-11-24 09:30:00.123'")).toBe(0);
    const held = await query(
      `SELECT s.reason, d.failure FROM suppressed_addresses s
       JOIN email_deliveries d ON d.id = s.delivery_id AND d.email = s.email ORDER BY 2`,
    );
    expect(held).toEqual([
      { reason: "hard_bounce", failure: "bounced_hard" },
      { reason: "complaint", failure: "complained" },
    ]);
    expect(await count("ticket_replies WHERE sender_checks IS NOT NULL AND author = 'contact'")).toBe(1);
    expect(await count("ticket_replies WHERE quoted_html LIKE '%wrote:%<blockquote>%'")).toBe(3);
  });

  it("has events of every class, all in the past and after their mail was sent", async () => {
    const classes = await query<{ visit_class: string }>(
      "SELECT DISTINCT visit_class FROM email_tracking_events",
    );
    expect(classes.map((row) => row.visit_class).sort()).toEqual([
      "human",
      "prefetch",
      "proxy",
      "scanner",
      "self",
    ]);
    expect(
      await count(
        `email_tracking_events e JOIN email_deliveries d ON d.tracking_id = e.tracking_id
         WHERE e.occurred_at < d.sent_at OR e.occurred_at > '2026-11-24 09:30:00.123'`,
      ),
    ).toBe(0);
    expect(
      await count(
        "email_tracking_events WHERE tracking_id NOT IN (SELECT tracking_id FROM email_deliveries WHERE tracking_id IS NOT NULL)",
      ),
    ).toBe(0);
  });

  it("sums every copy up as its events say", async () => {
    const wrong = await query(
      `SELECT d.id FROM email_deliveries d LEFT JOIN (
         SELECT tracking_id,
           MIN(CASE WHEN event_type = 'open' THEN occurred_at END) AS opened_at,
           SUM(event_type = 'open') AS open_count,
           SUM(event_type = 'open' AND visit_class IN ('human', 'proxy')) AS read_count,
           SUM(event_type = 'click') AS click_count,
           MIN(CASE WHEN visit_class = 'human' OR (event_type = 'open' AND visit_class = 'proxy') THEN occurred_at END) AS read_at
         FROM email_tracking_events GROUP BY tracking_id
       ) e ON e.tracking_id = d.tracking_id
       WHERE NOT (d.opened_at <=> e.opened_at) OR d.open_count <> COALESCE(e.open_count, 0)
          OR d.read_count <> COALESCE(e.read_count, 0) OR d.click_count <> COALESCE(e.click_count, 0)
          OR (d.read_evidence <> 'answer' AND NOT (d.read_at <=> e.read_at))
          OR (d.read_evidence IS NULL AND (d.read_at IS NOT NULL OR e.read_at IS NOT NULL))`,
    );
    expect(wrong).toEqual([]);
    const evidence = await query<{ e: string }>(
      "SELECT DISTINCT read_evidence AS e FROM email_deliveries WHERE read_evidence IS NOT NULL",
    );
    expect(evidence.map((row) => row.e).sort()).toEqual(["answer", "click", "open"]);
  });

  it("sums every reply up as its copies say", async () => {
    const wrong = await query(
      `SELECT r.id FROM ticket_replies r JOIN (
         SELECT ticket_reply_id, MIN(sent_at) AS sent_at, MIN(opened_at) AS opened_at, SUM(open_count) AS opens,
           MIN(read_at) AS read_at, SUM(read_count) AS read_total, SUM(click_count) AS clicks,
           COALESCE(MIN(CASE WHEN role = 'to' THEN tracking_id END), MIN(tracking_id)) AS tracking_id
         FROM email_deliveries GROUP BY ticket_reply_id
       ) d ON d.ticket_reply_id = r.id
       WHERE NOT (r.email_sent_at <=> d.sent_at) OR NOT (r.email_opened_at <=> d.opened_at)
          OR r.email_open_count <> d.opens OR NOT (r.email_read_at <=> d.read_at)
          OR r.email_read_count <> d.read_total OR r.email_click_count <> d.clicks
          OR NOT (r.email_tracking_id <=> d.tracking_id)`,
    );
    expect(wrong).toEqual([]);
    expect(
      await count(
        "ticket_replies WHERE is_internal AND (message_id IS NOT NULL OR email_sent_at IS NOT NULL)",
      ),
    ).toBe(0);
  });

  it("knows each ticket's newest activity and newest emailed reply", async () => {
    const wrong = await query(
      `SELECT t.id FROM tickets t JOIN (
         SELECT ticket_id, MAX(created_at) AS newest,
           MAX(CASE WHEN author = 'agent' AND NOT is_internal THEN id END) AS emailed
         FROM ticket_replies GROUP BY ticket_id
       ) r ON r.ticket_id = t.id
       WHERE t.last_activity_at <> r.newest OR NOT (t.last_agent_reply_id <=> r.emailed) OR r.newest > '2026-11-24 09:30:00.123'`,
    );
    expect(wrong).toEqual([]);
  });

  it("does not track who opted out, and numbers every clicked link as the mail did", async () => {
    expect(
      await count(
        "email_deliveries d JOIN contacts c ON c.id = d.contact_id WHERE c.tracking_consent = 'opted_out' AND d.tracking_id IS NOT NULL",
      ),
    ).toBe(0);
    expect(
      await count("email_deliveries WHERE tracking_id IS NOT NULL AND CHAR_LENGTH(tracking_id) <> 43"),
    ).toBe(0);
    expect(
      await count(
        `email_tracking_events e JOIN email_deliveries d ON d.tracking_id = e.tracking_id
         LEFT JOIN email_links l ON l.message_id = d.message_id AND l.position = e.link_position
         WHERE e.event_type = 'click' AND NOT (l.url <=> e.event_url)`,
      ),
    ).toBe(0);
  });

  it("uses reserved domains and documentation networks only", async () => {
    const reserved = "REGEXP '(\\\\.example|\\\\.example\\\\.org)$'";
    expect(await count(`contacts WHERE NOT email ${reserved}`)).toBe(0);
    expect(await count(`users WHERE NOT email ${reserved}`)).toBe(0);
    expect(
      await count(
        "email_tracking_events WHERE NOT ip_address REGEXP '^(203\\\\.0\\\\.113\\\\.0|198\\\\.51\\\\.100\\\\.0|192\\\\.0\\\\.2\\\\.0|2001:db8:[0-9a-f]+::)$'",
      ),
    ).toBe(0);
  });

  it("switches the Plausible module on and saves no setting", async () => {
    const [module] = await query<{ enabled: number; settings: unknown }>(
      "SELECT enabled, settings FROM integration_modules WHERE slug = 'plausible'",
    );
    expect(module).toEqual({ enabled: 1, settings: {} });
  });

  it("changes nothing when it runs again, or several times at once", async () => {
    const before = await everything();
    const again = await Promise.all(
      [1, 2, 3].map(() => seedDemo(env().DATABASE_URL, { password: "another-password", now: new Date() })),
    );
    expect(again.map((run) => run.laid)).toEqual([false, false, false]);
    expect(await everything()).toEqual(before);
  });
});

describe("a run that fails half-way", () => {
  it("leaves nothing, and the next run does the whole", async () => {
    // The rest goes with what it belongs to.
    for (const table of ["tickets", "contacts", "users", "email_tracking_events", "app_state"]) {
      await connection().pool.query(`DELETE FROM ${table}`);
    }
    await connection().pool.query(
      "CREATE TRIGGER refuse BEFORE INSERT ON email_links FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'power cut'",
    );
    await expect(seedDemo(env().DATABASE_URL, { password, now })).rejects.toThrow();
    expect(await count("users")).toBe(0);
    expect(await count("ticket_replies")).toBe(0);
    expect(await count("app_state")).toBe(0);

    await connection().pool.query("DROP TRIGGER refuse");
    expect((await seedDemo(env().DATABASE_URL, { password, now })).laid).toBe(true);
    expect(await count("tickets")).toBe(40);
  });
});
