import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { sendEmail, TrackingRequiresReplyError } from "./send-email";
import { takeOverExpired } from "./take-over-expired";
import { aTicket, copiesOf, deliverDue, makeDue, setTracking, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
  await setTracking({});
});
beforeEach(() => sink.clear());
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

const email = {
  subject: "Ticket Update",
  recipients: ["user@example.com"],
  htmlBody: "<p>Updated. <a href='https://a.example/x'>See</a></p>",
};

async function aReplyId(): Promise<number> {
  const { ticketId } = await aTicket();
  const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Hello</p>", track: false });
  await deliverDue();
  sink.clear();
  return replyId;
}

describe("sendEmail", () => {
  it("sends the HTML as given when tracking is not asked for", async () => {
    const result = await sendEmail(email);
    expect(result).toMatchObject({
      sent: true,
      eventMetadata: {
        status: "sent",
        recipients: [{ email: "user@example.com", trackingId: null, status: "sent" }],
      },
    });
    expect(sink.mails[0]?.mail.html).toBe(email.htmlBody);
    expect(sink.mails[0]?.mail.messageId).toBe(`<${result.eventMetadata.messageId}>`);
    expect(sink.mails[0]?.mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(sink.mails[0]?.mail.text).toContain("Updated.");
  });

  it("tracks for a reply: the pixel and the links are the only changes", async () => {
    const ticketReplyId = await aReplyId();
    const result = await sendEmail({ ...email, enableTracking: true, ticketReplyId });
    const trackingId = result.eventMetadata.recipients[0]?.trackingId;
    expect(trackingId).toMatch(/^[\w-]{43}$/);
    const sent = String(sink.mails[0]?.mail.html);
    expect(sent).toContain(`pixel/${trackingId}.gif`);
    expect(sent).toContain(`click?tid=${trackingId}&amp;url=`);
    expect(sent.startsWith("<p>Updated. <a href='https://desk.example.com/api/email-tracking/click?")).toBe(
      true,
    );
    expect((await copiesOf(ticketReplyId)).at(-1)).toMatchObject({ email: "user@example.com", trackingId });
  });

  it("fills in the recipient's preferences page where the HTML has a place for it", async () => {
    await sendEmail({ ...email, htmlBody: '<a href="{{tracking_preferences_url}}">Preferences</a>' });
    expect(sink.mails[0]?.mail.html).toMatch(
      /^<a href="https:\/\/desk\.example\.com\/email-preferences\/[\w-]{43}">Preferences<\/a>$/,
    );
  });

  it("throws a typed error before anything is sent when tracking has no reply to belong to", async () => {
    const before = await database().select().from(emailMessages);
    await expect(sendEmail({ ...email, enableTracking: true })).rejects.toThrow(TrackingRequiresReplyError);
    await expect(sendEmail({ ...email, enableTracking: true })).rejects.toMatchObject({
      code: "invalid",
      field: "ticketReplyId",
    });
    expect(sink.attempts).toHaveLength(0);
    expect(await database().select().from(emailMessages)).toHaveLength(before.length);
  });

  it("refuses a reply that there is not, an internal note, and an address that is none", async () => {
    await expect(sendEmail({ ...email, ticketReplyId: 99_999 })).rejects.toMatchObject({ code: "not_found" });
    const { ticketId } = await aTicket();
    const note = await replyToTicket(system, { ticketId, html: "<p>note</p>", internal: true });
    await expect(sendEmail({ ...email, ticketReplyId: note.replyId })).rejects.toMatchObject({
      field: "ticketReplyId",
    });
    await expect(sendEmail({ ...email, recipients: ["no address"] })).rejects.toMatchObject({
      field: "recipients",
    });
    await expect(sendEmail({ ...email, recipients: [] })).rejects.toMatchObject({ code: "invalid" });
    expect(sink.attempts).toHaveLength(0);
  });

  it("says that the outbox goes on trying, and when, after a temporary refusal", async () => {
    sink.refuse("later@example.com", { code: 450, message: "Come back", times: 1 });
    const result = await sendEmail({ ...email, recipients: ["later@example.com"] });
    expect(result).toMatchObject({ sent: false, eventMetadata: { status: "queued" } });
    expect(result.eventMetadata.retryAt?.getTime()).toBeGreaterThan(Date.now());
    await makeDue();
    await deliverDue();
    expect(sink.mails).toHaveLength(1);
  });

  it("says that it never will after a permanent one, and which copies got through", async () => {
    sink.refuse("gone@example.com", { code: 550, message: "No such user" });
    const failed = await sendEmail({ ...email, recipients: ["gone@example.com"] });
    expect(failed).toMatchObject({ sent: false, eventMetadata: { status: "failed" } });
    expect(failed.eventMetadata.recipients[0]?.error).toContain("No such user");
    const partial = await sendEmail({ ...email, recipients: ["user@example.com", "gone@example.com"] });
    expect(partial).toMatchObject({ sent: false, eventMetadata: { status: "partial" } });
  });

  it("is queued once the outbox has it, whatever fails then: an error would have the caller send it again", async () => {
    await connection().pool.query("RENAME TABLE mail_transports TO mail_transports_gone");
    const result = await sendEmail({ ...email, recipients: ["once@example.com"] }).finally(() =>
      connection().pool.query("RENAME TABLE mail_transports_gone TO mail_transports"),
    );
    expect(result).toMatchObject({
      sent: false,
      eventMetadata: {
        status: "queued",
        recipients: [{ email: "once@example.com", trackingId: null, status: "sending" }],
      },
    });
    await database()
      .update(emailDeliveries)
      .set({ leaseUntil: new Date(0) })
      .where(eq(emailDeliveries.email, "once@example.com"));
    await takeOverExpired();
    await deliverDue();
    expect(sink.mails.map(({ to }) => to)).toEqual([["once@example.com"]]);
    sink.clear();
  });

  it("sends for one reply at once more mails than the pool has connections", async () => {
    const ticketReplyId = await aReplyId();
    const results = await Promise.all(
      Array.from({ length: 30 }, () => sendEmail({ ...email, ticketReplyId })),
    );
    expect(results.map(({ sent }) => sent)).toEqual(Array(30).fill(true));
    sink.clear();
  });

  it("puts nothing of a subject on another header line", async () => {
    await sendEmail({ ...email, subject: "Hello\r\nBcc: everybody@example.com" });
    expect(sink.mails[0]?.to).toEqual(["user@example.com"]);
    expect(sink.mails[0]?.mail.bcc).toBeUndefined();
    expect(sink.mails[0]?.mail.subject).toBe("Hello Bcc: everybody@example.com");
  });
});
