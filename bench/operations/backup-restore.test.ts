import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { RowDataPacket } from "mysql2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase } from "@/db/testing/test-database";
import { fileBlobStore } from "@/services/blobs/file-blob-store";
import { laySentCopies } from "../support/lay-sent-copies";
import { apiKey, buildPortal, startPortal } from "../support/portal-process";
import { signIn } from "../support/signed-in";
import { openStage } from "../support/stage";
import { openPath } from "../support/tracked-requests";
import { waitUntil } from "../support/wait-until";

const { stage, close } = openStage();
beforeAll(buildPortal, 600_000);
afterAll(close, 60_000);

/** How docs/operations.md says to connect: without a password on the command line. */
function mariadb(program: string, url: string, args: string[], input?: Buffer): Buffer {
  const { hostname, port, username, password, pathname } = new URL(url);
  const account = ["--no-defaults", `--host=${hostname}`, `--port=${port}`, `--user=${username}`];
  const env = { ...process.env, MYSQL_PWD: decodeURIComponent(password) };
  return execFileSync(program, [...account, ...args, pathname.slice(1)], { env, input, maxBuffer: 2 ** 28 });
}

it("a dump of the database and a copy of DATA_DIR make the same portal again", async () => {
  const lost = await createTestDatabase();
  stage.onEnd(() => lost.close());
  const restored = await createTestDatabase();
  stage.onEnd(() => restored.close());
  await laySentCopies(lost.pool, 4);
  await lost.pool.query("UPDATE tickets SET subject = 'Müller’s 📧 \\\\ \"printer\"' WHERE id = 1");
  const home = join(stage.home, "lost");
  const file = await fileBlobStore(join(home, "portal/attachments")).put(Buffer.from("the contract\n"));
  await lost.pool.query(
    "INSERT INTO attachments (ticket_reply_id, content_hash, size, filename, content_type) VALUES (1, ?, ?, 'a.txt', 'text/plain')",
    [file.hash, file.size],
  );

  const dump = mariadb("mariadb-dump", lost.url, ["--single-transaction", "--hex-blob", "--skip-tz-utc"]);
  const copy = join(stage.home, "restored");
  cpSync(home, copy, { recursive: true });
  await lost.pool.query("DELETE FROM tickets");
  await restored.pool.query("DROP TABLE schema_migrations");
  mariadb("mariadb", restored.url, [], dump);

  const portal = await startPortal({ home: copy, databaseUrl: restored.url });
  stage.onEnd(() => portal.stop());
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${portal.port}${path}`, init);
  const ticket = await ask("/api/v1/tickets/1", { headers: { authorization: `Bearer ${apiKey}` } });
  expect(await ticket.json()).toMatchObject({ subject: 'Müller’s 📧 \\ "printer"' });
  const cookie = await signIn(portal.port);
  const attachment = await ask("/tickets/1/attachments/1", { headers: { cookie } });
  expect(await attachment.text()).toBe("the contract\n");
  // Mail that was sent before goes on being tracked.
  await ask(openPath(1), { headers: { "user-agent": "Thunderbird/128" } });
  await waitUntil("the open is recorded", async () => {
    const [rows] = await restored.pool.query<RowDataPacket[]>(
      "SELECT open_count FROM email_deliveries WHERE id = 1",
    );
    return rows[0]?.open_count === 1;
  });
}, 120_000);
