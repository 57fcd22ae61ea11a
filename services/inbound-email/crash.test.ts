import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { count, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { inboundEmails } from "@/db/schema/inbound";
import { attachments, ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { bundleProgram } from "@/services/email-delivery/testing/bundle-program";
import { mailOf, readAllInbound, receive } from "./testing/inbound";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });

const mails = 40;
const kills = 3;
let program: string;
beforeAll(async () => {
  program = await bundleProgram(
    fileURLToPath(new URL("./testing/read-in-child.ts", import.meta.url)),
    "inbound-reader",
  );
});
afterAll(() => rmSync(program, { force: true }));

function mailWithFile(n: number): string {
  return mailOf({
    from: `crash${n}@example.org`,
    subject: `Crash ${n}`,
    headers: ["Content-Type: multipart/mixed; boundary=b"],
    body: `--b\r\nContent-Type: text/plain\r\n\r\nHello ${n}\r\n--b\r\nContent-Type: application/pdf; name=a${n}.pdf\r\nContent-Disposition: attachment\r\n\r\nfile ${n}\r\n--b--`,
  }).replace("Content-Type: text/plain; charset=utf-8\r\n", "");
}

async function statuses() {
  const rows = await database()
    .select({ status: inboundEmails.status, n: count() })
    .from(inboundEmails)
    .groupBy(inboundEmails.status);
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

it("processes that are killed while they read lose nothing and do nothing twice", async () => {
  for (let n = 0; n < mails; n++) await receive(mailWithFile(n));
  for (let n = 0; n < kills; n++) {
    const child = fork(program, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.once("message", resolve));
    await sleep(40 + Math.random() * 300);
    child.kill("SIGKILL");
    await ended;
    // The next process need not wait a minute for the dead one's leases.
    await database()
      .update(inboundEmails)
      .set({ leaseUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` })
      .where(eq(inboundEmails.status, "received"));
  }
  await readAllInbound();
  expect(await statuses()).toEqual({ ticketed: mails });
  for (const table of [tickets, ticketReplies, attachments, emailDeliveries]) {
    const [row] = await database().select({ n: count() }).from(table);
    expect(row?.n).toBe(mails);
  }
}, 120_000);
