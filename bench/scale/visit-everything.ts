import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, RowDataPacket } from "mysql2/promise";
import { createLoadClient } from "../support/load-client";
import { admin, apiKey } from "../support/portal-process";
import { clickPath, openPath, sentUrls, trackingIdOf, userAgents } from "../support/tracked-requests";
import { waitUntil } from "../support/wait-until";

/** The workers' first rounds: forwarding at once, the purge after half a minute. */
const workersMs = 180_000;

/**
 * Does everything at a portal that touches events: an agent looks at lists, conversations and cards, programs ask the
 * API, recipients open and click (one in a scanner's burst), events are forwarded to Plausible and old ones purged.
 */
export async function visitEverything(
  pool: Pool,
  options: { port: number; copies: number; plausibleUrl: string },
) {
  const { port, copies, plausibleUrl } = options;
  const url = `http://127.0.0.1:${port}`;
  const asAgent = await signIn(url);
  const asProgram = { authorization: `Bearer ${apiKey}` };
  const settings = { send_to_plausible: true, base_url: plausibleUrl, retention_days: 363 };
  const oldest = await oldestEvent(pool);
  await expectOk(`${url}/api/v1/integration-modules/plausible`, asProgram, { settings });
  const newest = Math.ceil(copies / 4);
  for (const ticket of [newest, Math.ceil(newest / 2)]) {
    await expectOk(`${url}/tickets/${ticket}`, asAgent);
    await expectOk(`${url}/api/tickets/${ticket}/email-state`, asAgent);
    await expectOk(`${url}/api/v1/tickets/${ticket}`, asProgram);
  }
  for (const list of ["", "?status=open", "?assignee=me", "?status=open&status=pending"])
    await expectOk(`${url}/tickets${list}`, asAgent);
  await expectOk(`${url}/api/v1/tickets?limit=100`, asProgram);
  for (const copy of [copies, Math.ceil(copies / 2)]) {
    await expectOk(`${url}/api/email-tracking/status/${trackingIdOf(copy)}`, {});
    await expectOk(`${url}/api/v1/email-tracking/${trackingIdOf(copy)}`, asProgram);
  }
  await visit(port, copies);
  await waitUntil("the waiting events were forwarded", () => isForwarded(pool), workersMs);
  await waitUntil("some events were purged", async () => (await oldestEvent(pool)) > oldest, workersMs);
  // The purge and the forwarder go on for a moment.
  await sleep(3000);
}

async function visit(port: number, copies: number) {
  const client = createLoadClient(port);
  const agent = userAgents[0] ?? "";
  for (let copy = copies; copy > Math.max(0, copies - 300); copy--) await client.ask(openPath(copy), agent);
  // A copy's three links at once: a burst. And a link whose signature a gateway has lost.
  await Promise.all(sentUrls.map((_, link) => client.ask(clickPath(copies, link), agent)));
  await client.ask(clickPath(copies, 0).replace(/&sig=.*/, ""), agent);
  client.close();
}

async function isForwarded(pool: Pool): Promise<boolean> {
  const [rows] = await pool.query<RowDataPacket[]>(
    "SELECT id FROM email_tracking_events WHERE plausible_status = 'pending' AND occurred_at < NOW() - INTERVAL 60 SECOND LIMIT 1",
  );
  return rows.length === 0;
}

async function oldestEvent(pool: Pool): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>(
    "SELECT MIN(occurred_at) AS at FROM email_tracking_events",
  );
  return Number(rows[0]?.at);
}

async function signIn(url: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(admin),
  });
  if (!response.ok) throw new Error(`signing in failed: ${response.status} ${await response.text()}`);
  const cookie = response.headers.getSetCookie().map((header) => header.split(";", 1)[0]);
  return { cookie: cookie.join("; ") };
}

async function expectOk(url: string, headers: Record<string, string>, change?: object) {
  const patch = change && {
    method: "PATCH",
    body: JSON.stringify(change),
    headers: { ...headers, "content-type": "application/json" },
  };
  const response = await fetch(url, { headers, redirect: "manual", ...patch });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
}
