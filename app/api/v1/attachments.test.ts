import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { mailAttachments } from "@/services/attachments/mail-attachments";
import { callApi } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
let key: string;
let ticketId: number;

beforeAll(async () => {
  key = (await createTestKeys()).agent;
  const body = { subject: "Printer", requester: { email: "dana@example.org" }, text: "Hi" };
  ticketId = ((await callApi("POST", "/api/v1/tickets", { key, body })).json as { id: number }).id;
});

const file = (filename: string, content: Buffer, more: Record<string, unknown> = {}) => ({
  ...{ filename, content: content.toString("base64"), ...more },
});

async function reply(body: Record<string, unknown>, headers: Record<string, string> = {}) {
  const url = `/api/v1/tickets/${ticketId}/replies`;
  const { status, json } = await callApi("POST", url, {
    key,
    headers,
    body: { html: "<p>See</p>", ...body },
  });
  return { status, json: json as { id: number; detail: string; errors: { field: string }[] } };
}

async function read(replyId: number) {
  const { json } = await callApi("GET", `/api/v1/tickets/${ticketId}`, { key });
  return (json as { replies: { id: number; html: string; attachments: object[] }[] }).replies.find(
    ({ id }) => id === replyId,
  );
}

describe("files of a reply over the API", () => {
  it("can be fetched, as they are and never to be run, and only of that very ticket", async () => {
    const { json } = await reply({
      attachments: [
        file("report.csv", Buffer.from("a;b"), { content_type: "text/csv" }),
        file("page.html", Buffer.from("<script>alert(1)</script>"), { content_type: "text/html" }),
      ],
    });
    const [csv, html] = ((await read(json.id))?.attachments ?? []) as { id: number }[];
    const fetchFile = (id: unknown, ofTicket: unknown = ticketId, method = "GET") =>
      callApi(method, `/api/v1/tickets/${ofTicket}/attachments/${id}`, { key });
    const answer = await fetchFile(csv?.id);
    expect(answer.text).toBe("a;b");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv",
      "content-length": "3",
      "content-disposition": expect.stringMatching(/^attachment; filename="report\.csv"/),
      "content-security-policy": expect.stringContaining("sandbox"),
      "x-content-type-options": "nosniff",
    });
    expect((await fetchFile(html?.id)).headers.get("content-type")).toBe("application/octet-stream");
    expect((await fetchFile(csv?.id, ticketId, "HEAD")).text).toBe("");
    for (const [id, ofTicket] of [
      [csv?.id, ticketId + 1],
      [999_999, ticketId],
      ["x", ticketId],
    ]) {
      expect((await fetchFile(id, ofTicket)).status).toBe(404);
    }
    expect((await callApi("GET", `/api/v1/tickets/${ticketId}/attachments/${csv?.id}`)).status).toBe(401);
  });

  it("are its attachments, and an image may stand in the text", async () => {
    const { status, json } = await reply({
      html: '<p><img src="cid:logo@program.example"></p>',
      attachments: [
        file("../report.csv", Buffer.from("a;b"), { content_type: "text/csv; charset=utf-8" }),
        file("logo.png", png, { content_id: "logo@program.example" }),
        file("empty", Buffer.alloc(0)),
      ],
    });
    expect(status).toBe(201);
    const id = expect.any(Number);
    expect(await read(json.id)).toMatchObject({
      html: '<p><img src="cid:logo@program.example" /></p>',
      attachments: [
        { id, filename: "report.csv", content_type: "text/csv", size: 3, inline: false, content_id: null },
        { id, filename: "logo.png", content_type: "image/png", size: 16, inline: true },
        { id, filename: "empty", content_type: "application/octet-stream", size: 0 },
      ],
    });
    const [csv] = await mailAttachments(json.id);
    expect(await csv?.base64()).toBe(Buffer.from("a;b").toString("base64"));
  });

  it.each(["aGVsbG8=", "aGVsbG8", "aGVs\r\nbG8=\r\n", " aGVs bG8= "])(
    "may be written as %j",
    async (content) => {
      const { json } = await reply({ attachments: [{ filename: "a", content }] });
      expect((await read(json.id))?.attachments).toMatchObject([{ size: 5 }]);
    },
  );

  it("are taken once for one Idempotency-Key", async () => {
    const send = () =>
      reply({ attachments: [file("a", Buffer.from("x"))] }, { "idempotency-key": "files-1" });
    const [first, again] = [await send(), await send()];
    expect(again.json.id).toBe(first.json.id);
    expect((await read(first.json.id))?.attachments).toHaveLength(1);
  });

  it("may be larger than a body without files, up to the setting", async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 7);
    const { status, json } = await reply({ attachments: [file("large.bin", large)] });
    expect(status).toBe(201);
    expect((await read(json.id))?.attachments).toMatchObject([{ size: large.length }]);
    await database()
      .update(integrationModules)
      .set({ settings: { max_attachment_mb: 1 } })
      .where(eq(integrationModules.slug, "email"));
    expect((await reply({ attachments: [file("large.bin", large)] })).status).toBe(413);
    const over = await reply({ attachments: [file("over.bin", large.subarray(0, 1024 * 1024 + 1))] });
    expect(over.status).toBe(413);
    expect(over.json.detail).toContain("A reply can have 1 MB");
    await database()
      .update(integrationModules)
      .set({ settings: {} })
      .where(eq(integrationModules.slug, "email"));
  });

  it.each([
    ["no Base64", [{ filename: "a", content: "{not base64}" }], "attachments.0.content"],
    ["two texts in one", [{ filename: "a", content: "aGVsbG8=aGVsbG8=" }], "attachments.0.content"],
    ["half a byte", [{ filename: "a", content: "aGVsbG8=".slice(0, 5) }], "attachments.0.content"],
    ["padding of nothing", [{ filename: "a", content: "====" }], "attachments.0.content"],
    ["no name", [{ filename: "", content: "" }], "attachments.0.filename"],
    [
      "a Content-ID that is none",
      [{ filename: "a", content: "", content_id: "<a b>" }],
      "attachments.0.content_id",
    ],
    ["a path to fetch", [{ filename: "a", content: "", path: "https://example.com" }], "attachments.0.path"],
  ])("are refused with %s", async (_case, attachments, field) => {
    const { status, json } = await reply({ attachments });
    expect(status).toBe(422);
    expect(json.errors[0]?.field).toBe(field);
  });
});
