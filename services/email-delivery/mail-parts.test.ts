import { rm } from "node:fs/promises";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { emailDeliveries, emailDeliveryEvents } from "@/db/schema/email";
import { retiredTrackingIds } from "@/db/schema/privacy";
import { attachments, ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { env } from "@/env";
import { storeContent } from "@/services/attachments/store-content";
import { updateModule } from "@/services/integration-modules/update-module";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { retryDelivery } from "./retry-delivery";
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

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const pdf = Buffer.from(`%PDF-1.7\n${"x\0y\r\n.\r\n".repeat(40_000)}`);

async function aReplyWithFiles() {
  const { ticketId, requester } = await aTicket();
  const file = async (content: Buffer, filename: string, contentType: string, contentId: string | null) => ({
    ...{
      stored: await storeContent(content),
      filename,
      contentType,
      contentId,
      isInline: contentId !== null,
    },
  });
  const { replyId } = await replyToTicket(
    system,
    {
      ...{ ticketId, cc: [{ email: "bob@example.com" }] },
      html: '<p>See <img src="cid:dot@desk" alt="a dot"></p>',
    },
    [
      await file(pdf, "Rechnung für Zoë.pdf", "application/pdf", null),
      await file(png, "dot.png", "image/png", "dot@desk"),
    ],
  );
  return { replyId, requester };
}

describe("the files of a reply", () => {
  it("reach every recipient byte for byte over SMTP, the image beside the text that shows it", async () => {
    await aReplyWithFiles();
    await deliverDue();
    expect(sink.mails).toHaveLength(2);
    for (const { mail, source } of sink.mails) {
      const [invoice, dot] = [...mail.attachments].sort((a, b) => b.size - a.size);
      expect(invoice).toMatchObject({ filename: "Rechnung für Zoë.pdf", contentType: "application/pdf" });
      expect(invoice?.content.equals(pdf)).toBe(true);
      expect(dot).toMatchObject({ contentType: "image/png", cid: "dot@desk", related: true });
      expect(dot?.content.equals(png)).toBe(true);
      const longest = Math.max(
        ...source
          .toString("latin1")
          .split("\r\n")
          .map((line) => line.length),
      );
      expect(longest).toBeLessThanOrEqual(998);
    }
  });

  it("that cannot be read leave the mail for another attempt, and nothing went out", async () => {
    const { replyId } = await aReplyWithFiles();
    for (const folder of ["attachments", "attachments-encoded"])
      await rm(join(env().DATA_DIR, folder), { recursive: true, force: true });
    await deliverDue();
    expect((await copiesOf(replyId)).map(({ status }) => status)).toEqual(["queued", "queued"]);
    expect(sink.attempts).toHaveLength(0);
    await Promise.all([storeContent(pdf), storeContent(png)]);
    await makeDue();
    await deliverDue();
    expect(sink.mails).toHaveLength(2);
  });

  it("go to Resend as its API takes them, and are refused before sending when they are too much for it", async () => {
    const resend = await startResendStandIn();
    await updateModule(system, "resend", {
      ...{ enabled: true, settings: { api_key: resend.apiKey, base_url: resend.url } },
    });
    await aReplyWithFiles();
    await deliverDue();
    expect(resend.emails[0]?.body.attachments).toMatchObject([
      { filename: "Rechnung für Zoë.pdf", content_type: "application/pdf", content: pdf.toString("base64") },
      { filename: "dot.png", content_id: "dot@desk", content: png.toString("base64") },
    ]);
    const { replyId } = await aReplyWithFiles();
    await database()
      .update(attachments)
      .set({ size: 31 * 1024 * 1024 })
      .where(eq(attachments.ticketReplyId, replyId));
    await deliverDue();
    const [copy] = await copiesOf(replyId);
    expect(copy).toMatchObject({ status: "failed", failure: "too_large" });
    expect(copy?.lastError).toContain("up to 40 MB");
    expect(resend.emails).toHaveLength(1);
    await updateModule(system, "resend", { enabled: false });
    await resend.close();
  });
});

describe("a copy that is sent to another address", () => {
  async function aFailedCopy() {
    const { ticketId, requester } = await aTicket();
    sink.refuse(requester, { code: 550, message: "5.1.1 No such user" });
    const { replyId } = await replyToTicket(system, {
      ...{
        ticketId,
        html: '<p><a href="https://shop.example/">Shop</a></p>',
        cc: [{ email: "cy@example.com" }],
      },
    });
    await deliverDue();
    sink.clear();
    const [copy] = await copiesOf(replyId);
    if (!copy) throw new Error("the reply has no copy");
    return { ticketId, requester, replyId, copy };
  }

  it("is the other person's: their name, their id, their link; nothing names the first one", async () => {
    const { requester, replyId, copy } = await aFailedCopy();
    await retryDelivery(system, copy.id, { email: "Right@Example.com" });
    await deliverDue();
    expect(sink.mails.map((mail) => mail.to)).toEqual([["right@example.com"]]);
    const source = sink.mails[0]?.source.toString() ?? "";
    expect(source).not.toContain(requester);
    // The quoted conversation names who wrote it; the header names whom this mail is for.
    expect(source.slice(0, source.indexOf("\r\n\r\n"))).not.toContain("Ann Example");
    expect(source).not.toContain(copy.trackingId);
    const [now] = await copiesOf(replyId);
    expect(now).toMatchObject({ status: "sent", email: "right@example.com", name: null, failure: null });
    expect(now?.contactId).not.toBe(copy.contactId);
    expect(sink.mails[0]?.mail.html).toContain(String(now?.trackingId));
    const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
    expect(reply?.emailTrackingId).toBe(now?.trackingId);
    const retired = await database()
      .select()
      .from(retiredTrackingIds)
      .where(eq(retiredTrackingIds.messageId, copy.messageId));
    expect(retired).toHaveLength(1);
    const entries = await database().select().from(auditLog).where(eq(auditLog.action, "email.retried"));
    expect(entries.at(-1)?.changes).toMatchObject({ contact: { from: copy.contactId, to: now?.contactId } });
    expect(JSON.stringify(entries.at(-1))).not.toContain("@example.com");
  });

  it("keeps what the mail server said, without the first one's address", async () => {
    const { requester, replyId, copy } = await aFailedCopy();
    const server = `550 5.1.1 <${requester.toUpperCase()}>: no such user, ${requester}`;
    await database()
      .update(emailDeliveryEvents)
      .set({ detail: server })
      .where(and(eq(emailDeliveryEvents.deliveryId, copy.id), eq(emailDeliveryEvents.status, "failed")));
    await retryDelivery(system, copy.id, { email: "right3@example.com" });
    await deliverDue();
    const history = await database()
      .select()
      .from(emailDeliveryEvents)
      .where(eq(emailDeliveryEvents.deliveryId, copy.id));
    const said = JSON.stringify([history, (await copiesOf(replyId))[0]]).toLowerCase();
    expect(said).toContain("550 5.1.1 <[earlier address]>: no such user, [earlier address]");
    expect(said).not.toContain(requester);
  });

  it("greets the other person in an acknowledgement", async () => {
    sink.refuse("typo@example.com", { code: 550, message: "5.1.1 No such user" });
    await openTicket(system, {
      ...{
        subject: "Help",
        requester: { email: "typo@example.com", name: "Zelda" },
        text: "Hi",
        acknowledge: true,
      },
    });
    await deliverDue();
    const [copy] = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.email, "typo@example.com"));
    await retryDelivery(system, copy?.id ?? 0, { email: "right2@example.com" });
    await deliverDue();
    expect(sink.mails[0]?.to).toEqual(["right2@example.com"]);
    expect(sink.mails[0]?.mail.html).not.toContain("Hello Zelda");
    expect(sink.mails[0]?.mail.headers.get("to")).not.toMatchObject({
      text: expect.stringContaining("Zelda"),
    });
  });

  it("is refused where the address has a copy, is none, or somebody has read the mail", async () => {
    const { copy } = await aFailedCopy();
    await expect(retryDelivery(system, copy.id, { email: "cy@example.com" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(retryDelivery(system, copy.id, { email: "no address" })).rejects.toMatchObject({
      field: "email",
    });
    await database()
      .update(emailDeliveries)
      .set({ readAt: new Date() })
      .where(eq(emailDeliveries.id, copy.id));
    await expect(retryDelivery(system, copy.id, { email: "x@example.com" })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
