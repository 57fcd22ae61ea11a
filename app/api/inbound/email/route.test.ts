import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { mailOf } from "@/services/inbound-email/testing/inbound";
import { updateModule } from "@/services/integration-modules/update-module";
import { POST } from "./route";

useTestDatabase();
const key = "a-key-for-incoming-mail";

function call(body: BodyInit | null, headers: Record<string, string> = {}, query = "") {
  return POST(
    new Request(`http://localhost/api/inbound/email${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "message/rfc822", ...headers },
      body,
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
    }),
  );
}

describe("the door for mail servers", () => {
  it("is closed without a key in the settings", async () => {
    const response = await call(mailOf({}));
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect((await response.json()).detail).toContain("Set a key");

    await updateModule({ kind: "system", name: "Test", role: "admin" }, "email", {
      settings: { inbound_key: key },
    });
  });

  it("opens to the key alone", async () => {
    for (const authorization of [
      "",
      "Bearer",
      "Bearer wrong",
      `Basic ${key}`,
      `Bearer ${key}x`,
      `Bearer ${key.slice(1)}`,
    ]) {
      const response = await call(mailOf({}), { authorization });
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get("www-authenticate")).toContain("Bearer");
    }
    expect(await database().select().from(inboundEmails)).toHaveLength(0);
  });

  it("takes a mail with its envelope, and says its id", async () => {
    const response = await call(
      mailOf({ subject: "By HTTP" }),
      { "x-envelope-from": "<bounce@example.org>", "x-envelope-to": "a@example.com, b@example.com" },
      "?envelope_to=c%2Bt1@example.com",
    );
    expect(response.status).toBe(200);
    const { id } = await response.json();
    const [row] = await database().select().from(inboundEmails);
    expect(row).toMatchObject({
      id,
      source: "http",
      status: "received",
      envelopeFrom: "bounce@example.org",
      envelopeTo: "a@example.com\nb@example.com\nc+t1@example.com",
    });
    await call(mailOf({}), { "x-envelope-from": "<>" });
    const rows = await database().select().from(inboundEmails);
    expect(rows.at(-1)?.envelopeFrom).toBe("");
  });

  it("refuses what is no mail, and what is too large", async () => {
    expect((await call("{}", { "content-type": "application/json" })).status).toBe(415);
    expect((await call(null)).status).toBe(400);
    expect((await call("")).status).toBe(400);
    const announced = await call(mailOf({}), { "content-length": String(51 * 1024 * 1024) });
    expect(announced.status).toBe(413);
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const unannounced = await call(
      new ReadableStream({
        pull(controller) {
          if (++sent > 60) controller.close();
          else controller.enqueue(chunk);
        },
      }),
    );
    expect(unannounced.status).toBe(413);
    expect(await unannounced.json()).toMatchObject({
      title: "Payload Too Large",
      detail: expect.stringContaining("50 MB"),
    });
  });

  it("says try again when the line breaks off, and keeps nothing of it", async () => {
    const before = (await database().select().from(inboundEmails)).length;
    const response = await call(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("From: half@example.org\r\n"));
          controller.error(new Error("the line broke off"));
        },
      }),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(JSON.stringify(await response.json())).not.toContain("line broke off");
    expect(await database().select().from(inboundEmails)).toHaveLength(before);
  });
});
