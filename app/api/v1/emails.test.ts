import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailMessages } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startDeliveryWorker, stopDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";
import { updateModule } from "@/services/integration-modules/update-module";
import { type MailCatcher, startMailCatcher } from "@/services/mail-catcher/start-mail-catcher";
import { callApi } from "./testing/api-client";
import { createTestKeys, system } from "./testing/api-keys";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const dataDir = mkdtempSync(join(tmpdir(), "myportal-api-"));
let catcher: MailCatcher;
let key: string;

beforeAll(async () => {
  key = (await createTestKeys()).agent;
  await updateModule(system, "plausible", { enabled: true });
  catcher = await startMailCatcher({ smtpPort: 0, webPort: 0, dataDir });
  startDeliveryWorker();
});

afterAll(async () => {
  await stopDeliveryWorker();
  await catcher.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Recipient = { tracking_id: string; status: string; opened_at: string | null; open_count: number };
type SentEmail = {
  sent: boolean;
  event_metadata: { status: string; message_id: string; recipients: (Recipient & { email: string })[] };
};

const send = async (body: Record<string, unknown>) => {
  const { status, json } = await callApi("POST", "/api/v1/emails", {
    key,
    body: { subject: "News", recipients: ["dana@example.org"], html_body: "<p>Hello</p>", ...body },
  });
  return { status, json, email: json as SentEmail };
};

async function newReply(html = "<p>Hello</p>") {
  const ticket = await callApi("POST", "/api/v1/tickets", {
    key,
    body: { subject: "Printer", requester: { email: "dana@example.org" }, text: "Hi" },
  });
  const { id: ticketId } = ticket.json as { id: number };
  const made = await callApi("POST", `/api/v1/tickets/${ticketId}/replies`, { key, body: { html } });
  const { id, email_tracking_id } = made.json as { id: number; email_tracking_id: string };
  return { ticketId, replyId: id, trackingId: email_tracking_id };
}

const thunderbird = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0";

const visit = (url: string) =>
  handleTrackingRequest({
    method: "GET",
    url,
    ip: "203.0.113.9",
    headers: {
      userAgent: thunderbird,
      referrer: null,
      secFetchSite: null,
      secPurpose: null,
      purpose: null,
      xMoz: null,
      dnt: null,
      secGpc: null,
    },
  });

describe("sending an email over the API", () => {
  it("answers what the mail server said, and needs no ticket when nothing is tracked", async () => {
    const { status, email } = await send({});
    expect(status).toBe(200);
    expect(email).toMatchObject({
      sent: true,
      event_metadata: {
        status: "sent",
        recipients: [{ email: "dana@example.org", tracking_id: null, status: "sent" }],
      },
    });
  });

  it("with tracking but without a reply is a 422 that says so, and nothing is sent", async () => {
    const before = await database().select().from(emailMessages);
    const { status, json } = await send({ enable_tracking: true });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      errors: [{ field: "ticket_reply_id", message: expect.stringContaining("ticket_reply_id") }],
    });
    expect(await database().select().from(emailMessages)).toHaveLength(before.length);
  });

  it("belongs to the reply that it names, when that exists and is no internal note", async () => {
    const { ticketId, replyId } = await newReply();
    const { email } = await send({ enable_tracking: true, ticket_reply_id: replyId });
    expect(email.event_metadata.recipients[0]?.tracking_id).toMatch(/^[\w-]{43}$/);
    expect((await send({ enable_tracking: true, ticket_reply_id: 999_999 })).status).toBe(404);
    const note = await callApi("POST", `/api/v1/tickets/${ticketId}/replies`, {
      key,
      body: { html: "<p>note</p>", internal: true },
    });
    const refused = await send({ enable_tracking: true, ticket_reply_id: (note.json as { id: number }).id });
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: "ticket_reply_id" }] } });
  });

  it("says that it is queued and when it is tried again while the mail server is away", async () => {
    await catcher.close();
    try {
      const { status, json } = await send({});
      expect(status).toBe(200);
      expect(json).toMatchObject({
        sent: false,
        event_metadata: { status: "queued", retry_at: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
    } finally {
      catcher = await startMailCatcher({ smtpPort: 0, webPort: 0, dataDir });
    }
  });

  it.each([
    ["recipients", { recipients: [] }],
    ["recipients.0", { recipients: ["dana"] }],
    ["recipients.0", { recipients: ["a@example.org\r\nBcc: b@example.org"] }],
    ["subject", { subject: " " }],
    ["html_body", { html_body: "" }],
    ["ticket_reply_id", { ticket_reply_id: 0 }],
    ["enable_tracking", { enable_tracking: "yes" }],
  ])("with a wrong %s is a 422", async (field, body) => {
    expect(await send(body)).toMatchObject({ status: 422, json: { errors: [{ field }] } });
  });
});

describe("the tracking of an email over the API", () => {
  it("follows a reply from sent over opened to clicked", async () => {
    const { ticketId, replyId, trackingId } = await newReply(
      '<p><a href="https://example.com/a?b=1&amp;c=2">A</a></p>',
    );
    const recipient = async () => {
      const { json } = await callApi("GET", `/api/v1/tickets/${ticketId}`, { key });
      const { replies } = json as { replies: { id: number; recipients: Recipient[] }[] };
      return replies.find(({ id }) => id === replyId)?.recipients[0];
    };
    await expect.poll(async () => (await recipient())?.status, { timeout: 20_000 }).toBe("sent");
    await visit(`/api/email-tracking/pixel/${trackingId}.gif`);
    await expect
      .poll(recipient, { timeout: 5000 })
      .toMatchObject({ open_count: 1, opened_at: expect.any(String) });

    const destination = encodeURIComponent("https://example.com/a?b=1&c=2");
    const answer = await visit(`/api/email-tracking/click?tid=${trackingId}&url=${destination}`);
    expect(answer?.status).toBe(302);
    const detail = async () =>
      (await callApi("GET", `/api/v1/email-tracking/${trackingId}`, { key })).json as Record<string, unknown>;
    await expect.poll(async () => (await detail()).click_count, { timeout: 5000 }).toBe(1);
    expect(await detail()).toMatchObject({
      tracking_id: trackingId,
      ticket_id: ticketId,
      ticket_reply_id: replyId,
      is_opened: true,
      open_count: 1,
      opens_by_class: { human: 1 },
      opens: [{ class: "human", client: "Thunderbird" }],
      clicks: [{ url: "https://example.com/a?b=1&c=2", label: "A", count: 1, human_count: 1 }],
      recipients: [{ email: "dana@example.org", role: "to" }],
    });
  });

  it.each(["A".repeat(43), "nonsense", "%F0%9F%92%A9"])("of an unknown id, %s, is a 404", async (id) => {
    expect((await callApi("GET", `/api/v1/email-tracking/${id}`, { key })).status).toBe(404);
  });
});
