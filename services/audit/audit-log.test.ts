import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/v1/testing/api-client";
import { createTestKeys } from "@/app/api/v1/testing/api-keys";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { auditFilterChoices } from "./audit-filter-choices";
import { csvLine } from "./csv-line";
import { exportAuditLog } from "./export-audit-log";
import { listAuditLog } from "./list-audit-log";

useTestDatabase();

const admin: Actor = { kind: "system", name: "Exporter", role: "admin" };
const agent: Actor = { kind: "api_key", apiKeyId: 7, name: "Agent key", role: "agent" };
const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
const hostile = '=HYPERLINK("https://evil.example";"Ada")';
const many = 2500;

let keys: Awaited<ReturnType<typeof createTestKeys>>;
beforeAll(async () => {
  keys = await createTestKeys();
  await database().delete(auditLog);
  const entry = (actorName: string, action: string, targetType: string, targetId: string, day: number) => ({
    ...{ actorName, action, targetType, targetId, occurredAt: at(day), changes: null as unknown },
  });
  await database()
    .insert(auditLog)
    .values([
      ...Array.from({ length: many }, (_, index) =>
        entry("Old Hand", "user.updated", "user", `u${index}`, 1),
      ),
      {
        ...entry(hostile, "integration_module.updated", "integration_module", "plausible", 2),
        changes: { site_domain: { from: null, to: "@SUM(1,2)" }, retention_days: { from: 365, to: -5 } },
      },
      entry("Ben", "integration_module.updated", "integration_module", "smtp", 3),
      entry("Ben", "api_key.created", "api_key", "7", 4),
    ]);
});

const found = async (filter: Parameters<typeof listAuditLog>[0]) =>
  (await listAuditLog(filter)).entries.map(({ targetId }) => targetId);

async function exported(format: "csv" | "jsonl", filter: Parameters<typeof listAuditLog>[0] = {}) {
  const chunks = await (await exportAuditLog(admin, format, filter)).toArray();
  return { chunks: chunks.length, text: chunks.join("") };
}

describe("the audit log", () => {
  it("is found by who, what, when and on what, and by all of them together", async () => {
    expect(await found({ actor: "Ben" })).toEqual(["7", "smtp"]);
    expect(await found({ action: "integration_module.updated" })).toEqual(["smtp", "plausible"]);
    expect(await found({ targetType: "integration_module", targetId: "plausible" })).toEqual(["plausible"]);
    expect(await found({ from: at(3), to: at(4) })).toEqual(["smtp"]);
    expect(await found({ actor: "Ben", from: at(4) })).toEqual(["7"]);
    expect(await found({ actor: "ben" })).toEqual([]);
  });

  it("goes on page by page within what is asked for", async () => {
    const first = await listAuditLog({ actor: "Old Hand", limit: 2 });
    const second = await listAuditLog({ actor: "Old Hand", limit: 2, cursor: first.nextCursor ?? "" });
    const ids = [...first.entries, ...second.entries].map(({ targetId }) => targetId);
    expect(ids).toEqual([1, 2, 3, 4].map((back) => `u${many - back}`));
  });

  it("names who and what there is to choose from", async () => {
    const { actors, actions } = await auditFilterChoices();
    expect(actors).toEqual(expect.arrayContaining(["Ben", "Old Hand"]));
    expect(actions).toContain("api_key.created");
  });
});

describe("its export", () => {
  it("as CSV is a line per changed field, and no spreadsheet runs what somebody entered", async () => {
    const { text } = await exported("csv", { action: "integration_module.updated" });
    const [header, ...lines] = text.replace("\uFEFF", "").trimEnd().split("\r\n");
    expect(header).toBe("id,occurred_at,actor_kind,actor,action,target_type,target_id,field,from,to");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/,system,Ben,integration_module\.updated,integration_module,smtp,,,$/);
    const quoted = `"'=HYPERLINK(""https://evil.example"";""Ada"")"`;
    expect(lines.slice(1).every((line) => line.includes(`,${quoted},`))).toBe(true);
    expect(text).toContain(`,site_domain,,"'@SUM(1,2)"\r\n`);
    expect(text).toContain(",retention_days,365,-5\r\n");
  });

  it("as JSON lines has every entry once, sent in pieces as it is read", async () => {
    const { text, chunks } = await exported("jsonl", { actor: "Old Hand" });
    const ids = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).target_id);
    expect(new Set(ids).size).toBe(many);
    expect(chunks).toBeGreaterThan(1);
  });

  it("is in the log itself, with what was asked for, and is for admins", async () => {
    await exported("csv", { actor: "Nobody" });
    const [entry] = (await listAuditLog()).entries;
    expect(entry).toMatchObject({
      action: "audit_log.exported",
      actor: { name: "Exporter" },
      changes: { actor: { from: null, to: "Nobody" } },
    });
    await expect(exportAuditLog(agent, "csv", {})).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it.each(["=1+1", "+1+1", "-1+1", "@cmd", "\tx", "\rx", "＝1"])("takes %j for a text", (value) => {
    expect(csvLine([value])).toMatch(/^"?'/);
  });
});

describe("over the API", () => {
  const ask = (path: string, key = keys.admin) => callApi("GET", `/api/v1/audit-log${path}`, { key });

  it("the list takes the same filters, and says which one is wrong", async () => {
    const { json } = await ask("?actor=Ben&target_type=api_key&from=2026-11-04T00:00:00Z");
    expect(json).toMatchObject({ data: [{ target_id: "7" }], next_cursor: null });
    const wrong = await ask("?from=yesterday");
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: "from" }] } });
  });

  it("the export is a file of the format asked for, for admins", async () => {
    const csv = await ask("/export?format=csv&actor=Ben");
    expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-log-.*\.csv"$/);
    expect(csv.text.split("\r\n")).toHaveLength(4);
    expect((await ask("/export?format=xml")).status).toBe(422);
    expect((await ask("/export", keys.agent)).status).toBe(403);
  });
});
