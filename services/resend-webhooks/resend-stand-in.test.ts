import { Resend } from "resend";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";

let standIn: Awaited<ReturnType<typeof startResendStandIn>>;
let resend: Resend;
const mail = { from: "Support <s@example.com>", to: ["a@example.com"], subject: "Hi", text: "Hello" };

beforeAll(async () => {
  standIn = await startResendStandIn({
    domains: [{ name: "example.com", openTracking: false, clickTracking: true }],
  });
  resend = new Resend(standIn.apiKey, { baseUrl: standIn.url });
});
beforeEach(() => standIn.clear());
afterAll(() => standIn.close());

describe("the stand-in of Resend", () => {
  it("takes attachments as the documents say, and refuses others", async () => {
    const content = Buffer.from("x").toString("base64");
    const send = (attachments: object[]) =>
      resend.emails.send({ ...mail, attachments: attachments as { content: string; filename: string }[] });
    expect((await send([{ filename: "a.txt", content, contentId: "a@b" }])).error).toBeNull();
    expect(standIn.emails[0]?.body.attachments).toEqual([{ filename: "a.txt", content, content_id: "a@b" }]);
    for (const wrong of [
      { content },
      { filename: "a" },
      { filename: "a", content: "{}" },
      { filename: "a", content: `${content}\r\n` },
      { filename: "a", content, contentId: "<a@b>" },
    ]) {
      expect((await send([wrong])).error?.statusCode).toBe(422);
    }
    expect(standIn.emails).toHaveLength(1);
  });

  it("fails as asked: with its documented errors, and with mail taken before the failure", async () => {
    standIn.failNext("rateLimit");
    const limited = await resend.emails.send(mail);
    expect(limited).toMatchObject({
      error: { name: "rate_limit_exceeded" },
      headers: { "retry-after": "2" },
    });
    standIn.failNext("acceptedButError");
    const send = () => resend.emails.send(mail, { idempotencyKey: "once" });
    expect((await send()).error?.statusCode).toBe(500);
    expect((await send()).data?.id).toBe(standIn.emails[0]?.id);
    expect(standIn.emails).toHaveLength(1);
  });

  it("says so while the same key is in progress", async () => {
    standIn.answerNext({ status: 500, body: {}, afterMs: 3_000, accept: true });
    const { length } = standIn.requests;
    const slow = resend.emails.send(mail, { idempotencyKey: "slow" });
    await expect.poll(() => standIn.requests.length).toBe(length + 1);
    const second = await resend.emails.send(mail, { idempotencyKey: "slow" });
    expect(second.error?.name).toBe("concurrent_idempotent_requests");
    await slow;
    expect((await resend.emails.send(mail, { idempotencyKey: "slow" })).error).toBeNull();
    expect(standIn.emails).toHaveLength(1);
  });

  it("gives received mail, its raw bytes and domains to a key with full access only", async () => {
    const raw = Buffer.from(
      "From: a@example.com\r\nTo: s@example.com\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n",
    );
    const { id } = await standIn.receive(raw, ["s@example.com"]);
    const { data } = await resend.emails.receiving.get(id);
    expect(data).toMatchObject({ message_id: "<1@x>", received_for: ["s@example.com"], text: "Hello\n" });
    const bytes = await (await fetch(data?.raw?.download_url ?? "")).arrayBuffer();
    expect(Buffer.from(bytes).equals(raw)).toBe(true);
    const list = await resend.domains.list();
    const domain = await resend.domains.get(list.data?.data[0]?.id ?? "");
    expect(domain.data).toMatchObject({ name: "example.com", open_tracking: false, click_tracking: true });
    const restricted = new Resend(standIn.sendingKey, { baseUrl: standIn.url });
    expect((await restricted.emails.receiving.get(id)).error?.name).toBe("restricted_api_key");
    expect((await restricted.emails.send(mail)).error).toBeNull();
  });
});
