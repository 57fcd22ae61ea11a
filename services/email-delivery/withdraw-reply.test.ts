import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketChanges, ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { cancelDelivery } from "./cancel-delivery";
import { claimDeliveries } from "./claim-deliveries";
import { retryDelivery } from "./retry-delivery";
import { suppressAddress } from "./suppressed-addresses";
import { aTicket, copiesOf, historyOf, setTracking, system } from "./testing/outbox";
import { withdrawReply } from "./withdraw-reply";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });
beforeAll(() => setTracking({}));

const html = "<p>Hello</p>";
const ticketRow = async (id: number) =>
  (await database().select().from(tickets).where(eq(tickets.id, id)))[0];

describe("a reply that is held", () => {
  it("waits for the seconds of the setting and is not claimed before", async () => {
    const { ticketId } = await aTicket();
    const { replyId, heldUntil, recipients } = await replyToTicket(system, { ticketId, html, hold: "undo" });
    const wait = (heldUntil?.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(8_000);
    expect(wait).toBeLessThanOrEqual(10_000);
    expect(recipients[0]?.status).toBe("queued");
    await claimDeliveries(100, { wholeMessages: false });
    expect((await copiesOf(replyId))[0]?.status).toBe("queued");
  });

  it("waits until a time that is still to come, within a year", async () => {
    const { ticketId } = await aTicket();
    const at = new Date(Date.now() + 3_600_000);
    const { heldUntil } = await replyToTicket(system, { ticketId, html, hold: at });
    expect(heldUntil).toEqual(at);
    for (const hold of [new Date(Date.now() - 1), new Date(Date.now() + 400 * 86_400_000)]) {
      await expect(replyToTicket(system, { ticketId, html, hold })).rejects.toMatchObject({ field: "hold" });
    }
    expect((await replyToTicket(system, { ticketId, html })).heldUntil).toBeNull();
  });

  it("is taken back whole: its text and people come back, the ticket is as it was", async () => {
    const { ticketId, requester } = await aTicket();
    const first = await replyToTicket(system, { ticketId, html: "<p>First</p>" });
    const before = await ticketRow(ticketId);
    const cc = [{ email: "bob@example.com", name: "Bob" }];
    const bcc = [{ email: "eve@example.com" }];
    const untracked = ["https://example.com/?a=1&b=2"];
    const { replyId } = await replyToTicket(system, { ticketId, html, cc, bcc, untracked, hold: "undo" });
    expect((await ticketRow(ticketId))?.lastAgentReplyId).toBe(replyId);
    expect(await withdrawReply(system, replyId)).toMatchObject({
      ...{ ticketId, html, track: true, untracked, ticketRemoved: false, attachments: [] },
      to: [{ email: requester, name: "Ann Example" }],
      cc,
      bcc: [{ email: "eve@example.com", name: null }],
    });
    expect(await copiesOf(replyId)).toEqual([]);
    expect(
      await database().select().from(emailMessages).where(eq(emailMessages.ticketReplyId, replyId)),
    ).toEqual([]);
    const after = await ticketRow(ticketId);
    expect(after?.lastAgentReplyId).toBe(first.replyId);
    expect(after?.lastActivityAt.getTime()).toBeLessThanOrEqual(before?.lastActivityAt.getTime() ?? 0);
    const entries = await database().select().from(auditLog).where(eq(auditLog.action, "reply.withdrawn"));
    expect(entries.at(-1)?.targetId).toBe(String(ticketId));
    await expect(withdrawReply(system, replyId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("takes its ticket with it when that was opened by it", async () => {
    const { ticketId, replyId, heldUntil } = await openTicket(system, {
      ...{ subject: "From us", requester: { email: "new@example.com" }, html, fromAgent: true, hold: "undo" },
    });
    expect(heldUntil).toBeInstanceOf(Date);
    expect(await withdrawReply(system, replyId)).toMatchObject({ ticketRemoved: true, subject: "From us" });
    expect(await ticketRow(ticketId)).toBeUndefined();
    // Lists that show it are told as well.
    const changes = await database().select({ ids: ticketChanges.ticketIds }).from(ticketChanges);
    expect(changes.filter(({ ids }) => ids === `[${ticketId}]`)).toHaveLength(2);
  });

  it("is taken back although one of its addresses gets no mail anyway", async () => {
    const { ticketId, requester } = await aTicket();
    const other = await replyToTicket(system, { ticketId, html });
    const deliveryId = other.recipients[0]?.id ?? 0;
    await suppressAddress(database(), { email: requester, reason: "provider", detail: null, deliveryId });
    const { replyId } = await replyToTicket(system, {
      ticketId,
      html,
      cc: [{ email: "x@example.com" }],
      hold: "undo",
    });
    expect((await withdrawReply(system, replyId)).to).toMatchObject([{ email: requester }]);
  });
});

describe("taking back too late", () => {
  it("is refused once a worker has one copy, and changes nothing", async () => {
    const { ticketId } = await aTicket();
    const { replyId } = await replyToTicket(system, { ticketId, html, cc: [{ email: "bob@example.com" }] });
    const [first] = await copiesOf(replyId);
    await database()
      .update(emailDeliveries)
      .set({ status: "sending" })
      .where(eq(emailDeliveries.id, first?.id ?? 0));
    await expect(withdrawReply(system, replyId)).rejects.toMatchObject({ code: "conflict" });
    expect((await copiesOf(replyId)).map(({ status }) => status)).toEqual(["sending", "queued"]);
  });

  it("is decided by the rows when a worker claims at the same moment: all copies or none", async () => {
    const { ticketId } = await aTicket();
    for (let round = 0; round < 10; round++) {
      const { replyId } = await replyToTicket(system, { ticketId, html, cc: [{ email: "bob@example.com" }] });
      const [withdrawn] = await Promise.all([
        withdrawReply(system, replyId).then(
          () => true,
          () => false,
        ),
        claimDeliveries(100, { wholeMessages: true }),
      ]);
      const statuses = (await copiesOf(replyId)).map(({ status }) => status);
      expect(statuses).toEqual(withdrawn ? [] : ["sending", "sending"]);
    }
  });

  it("is refused for a note and for a contact's message", async () => {
    const { ticketId } = await aTicket();
    const note = await replyToTicket(system, { ticketId, html, internal: true });
    await expect(withdrawReply(system, note.replyId)).rejects.toMatchObject({ code: "conflict" });
    const [message] = await database()
      .select()
      .from(ticketReplies)
      .where(eq(ticketReplies.ticketId, ticketId));
    await expect(withdrawReply(system, message?.id ?? 0)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("one copy that waits", () => {
  it("is cancelled by itself, and sent after all when asked for", async () => {
    const { ticketId } = await aTicket();
    const { replyId } = await replyToTicket(system, { ticketId, html, cc: [{ email: "bob@example.com" }] });
    const [first] = await copiesOf(replyId);
    await cancelDelivery(system, first?.id ?? 0);
    expect((await copiesOf(replyId)).map(({ status }) => status)).toEqual(["cancelled", "queued"]);
    expect(await historyOf(first?.id ?? 0)).toEqual(["queued", "cancelled"]);
    await expect(cancelDelivery(system, first?.id ?? 0)).rejects.toMatchObject({ code: "conflict" });
    await retryDelivery(system, first?.id ?? 0);
    expect((await copiesOf(replyId))[0]?.status).toBe("queued");
  });

  it("is not cancelled while it may be with the provider already", async () => {
    const { ticketId } = await aTicket();
    const { replyId } = await replyToTicket(system, { ticketId, html });
    const [copy] = await copiesOf(replyId);
    await database()
      .update(emailDeliveries)
      .set({ handedOffAt: new Date() })
      .where(eq(emailDeliveries.id, copy?.id ?? 0));
    await expect(cancelDelivery(system, copy?.id ?? 0)).rejects.toMatchObject({ code: "conflict" });
  });
});
