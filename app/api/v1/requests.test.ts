import { beforeAll, describe, expect, it } from "vitest";
import { connection } from "@/db/client";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { bodyLimitBytes } from "@/services/http-api/read-json-body";
import { callApi } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase();

let keys: Awaited<ReturnType<typeof createTestKeys>>;
beforeAll(async () => {
  keys = await createTestKeys();
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  callApi("POST", "/api/v1/tickets", { key: keys.agent, body, headers });

const ticket = { subject: "Printer", requester: { email: "dana@example.org" }, text: "It burns." };

describe("what the API does with a request that it cannot take", () => {
  it.each([
    ["broken JSON", '{"subject":'],
    ["JSON that is not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["nothing", ""],
  ])("%s is a 400", async (_, body) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: "about:blank", title: "Bad Request", status: 400 });
  });

  it.each(["application/x-www-form-urlencoded", "text/plain", "application/jsonp"])(
    "a body sent as %s is a 400 that says what to send",
    async (type) => {
      const { status, json } = await post(ticket, { "content-type": type });
      expect(status).toBe(400);
      expect(json).toMatchObject({ detail: expect.stringContaining("application/json") });
    },
  );

  it.each(["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"])(
    "a body sent as %s is read",
    async (type) => {
      expect((await post(ticket, { "content-type": type })).status).toBe(201);
    },
  );

  it.each(['{"subject":"Printer \\ud83d"}', '{"tags":["\\uDE00\\uD83D"]}', '{"\\ud83d":1}'])(
    "%s has half a character, which no column can keep: a 400",
    async (body) => {
      expect((await post(body)).status).toBe(400);
    },
  );

  it("a whole pair in escapes, and a backslash before what looks like one, are texts like any other", async () => {
    const { status, json } = await post(
      String.raw`{"subject":"\ud83d\ude00 \\ud83d","requester":{"email":"dana@example.org"},"text":"x"}`,
    );
    expect(status).toBe(201);
    expect(json).toMatchObject({ subject: String.raw`😀 \ud83d` });
  });

  it("escapes within arrays that are nested too deep are a 400 as well", async () => {
    expect((await post(`${"[".repeat(200_000)}"\\ud83d\\ude00"${"]".repeat(200_000)}`)).status).toBe(400);
  });

  it("a body over the limit is a 413, declared or streamed, and is not read to its end", async () => {
    expect((await post(ticket, { "content-length": String(bodyLimitBytes + 1) })).status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    expect((await post(endless)).status).toBe(413);
    expect(pulled).toBeLessThan(bodyLimitBytes + 10 * 65_536);
  });

  it("a message of 2,000,000 characters fits, one more is a 422 of its field", async () => {
    expect((await post({ ...ticket, text: "x".repeat(2_000_000) })).status).toBe(201);
    const { status, json } = await post({ ...ticket, text: "x".repeat(2_000_001) });
    expect(status).toBe(422);
    expect(json).toMatchObject({ errors: [{ field: "text" }] });
  });

  it("names every input that does not validate, as it was written", async () => {
    const { status, json } = await post({
      requester: { email: "nobody" },
      text: "x",
      priority: "asap",
      tags: ["ok", ""],
      intrenal: true,
    });
    expect(status).toBe(422);
    const { errors } = json as { errors: { field: string; message: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([
      "intrenal",
      "priority",
      "requester.email",
      "subject",
      "tags.1",
    ]);
    for (const { message } of errors) expect(message).not.toBe("");
  });

  it.each([null, [], '"text"', 7])("a body that is %j is a 422", async (body) => {
    expect((await post(body)).status).toBe(422);
  });

  it.each([
    ["limit", "limit=0"],
    ["limit", "limit=101"],
    ["limit", "limit=ten"],
    ["status.1", "status=open,lost"],
    ["cursor", "cursor=nonsense"],
    ["cursor", `cursor=${Buffer.from('["yesterday",1]').toString("base64url")}`],
  ])("the %s of ?%s is a 422", async (field, query) => {
    const { status, json } = await callApi("GET", `/api/v1/tickets?${query}`, { key: keys.agent });
    expect(status).toBe(422);
    expect(json).toMatchObject({ errors: [{ field }] });
  });

  it.each(["/api/v1", "/api/v1/nothing", "/api/v1/tickets/1/nothing", "/api/v1/users/1"])(
    "%s is a 404 as a problem document, whatever the method",
    async (path) => {
      for (const method of ["GET", "POST", "DELETE"]) {
        expect((await callApi(method, path, { key: keys.admin })).status).toBe(404);
      }
    },
  );

  it.each(["0", "-1", "1.5", "1e3", "abc", "99999999999999999999", "%27%20OR%201=1", "01"])(
    "ticket %s is a 404",
    async (id) => {
      expect((await callApi("GET", `/api/v1/tickets/${id}`, { key: keys.agent })).status).toBe(404);
    },
  );

  it("HEAD is GET without a body", async () => {
    const head = await callApi("HEAD", "/api/v1/tickets", { key: keys.agent });
    expect(head).toMatchObject({ status: 200, json: null });
    expect(head.headers.get("content-type")).toBe("application/json");
  });

  it("a failure of its own is a 500 that tells nothing of the inside", async () => {
    await connection().pool.query("RENAME TABLE tickets TO tickets_gone");
    try {
      const { status, json } = await callApi("GET", "/api/v1/tickets", { key: keys.agent });
      expect(status).toBe(500);
      expect(JSON.stringify(json)).not.toMatch(/tickets|select|sql|drizzle|mysql/i);
    } finally {
      await connection().pool.query("RENAME TABLE tickets_gone TO tickets");
    }
  });
});
