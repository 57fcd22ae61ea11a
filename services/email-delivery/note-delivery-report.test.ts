import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { type DeliveryStatus, emailDeliveries } from "@/db/schema/email";
import { ticketChanges, ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import type { DeliveryReport } from "./delivery-report";
import { listMailProblems } from "./list-mail-problems";
import { markProblemHandled } from "./mark-problem-handled";
import { noteDeliveryReport } from "./note-delivery-report";
import { retryDelivery } from "./retry-delivery";
import { clearSuppression, suppressionsOf } from "./suppressed-addresses";
import { aTicket, copiesOf, historyOf, setTracking, system } from "./testing/outbox";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });
beforeAll(() => setTracking({}));

async function aCopy(status: DeliveryStatus = "sent", changes: object = {}) {
  const { ticketId, requester } = await aTicket();
  const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Hello</p>" });
  await database()
    .update(emailDeliveries)
    .set({ status, handedOffAt: sql`UTC_TIMESTAMP(6)`, nextAttemptAt: null, ...changes })
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  const id = (await copiesOf(replyId))[0]?.id ?? 0;
  const copy = async () => (await copiesOf(replyId))[0];
  return { id, replyId, ticketId, requester, copy };
}

const report = (deliveryId: number, kind: DeliveryReport["kind"], occurredAt = new Date()) =>
  noteDeliveryReport({ deliveryId, kind, source: "resend", detail: `says ${kind}`, occurredAt });

describe("a report on a copy that was sent", () => {
  it("that it arrived makes it delivered, once, with its time and words in its history", async () => {
    const { id, copy } = await aCopy();
    const at = new Date("2026-11-20T10:00:00Z");
    expect(await report(id, "delivered", at)).toBe(true);
    expect(await copy()).toMatchObject({
      status: "delivered",
      deliveredAt: at,
      failure: null,
      lastError: null,
    });
    expect(await report(id, "delivered", at)).toBe(false);
    expect(await historyOf(id)).toEqual(["queued", "delivered"]);
  });

  it("that it came back for good is kept with its words, and the address gets nothing more", async () => {
    const { id, copy, requester, ticketId } = await aCopy();
    expect(await report(id, "bounced_hard")).toBe(true);
    expect(await copy()).toMatchObject({
      ...{ status: "bounced", failure: "bounced_hard", lastError: "says bounced_hard" },
    });
    expect((await suppressionsOf([requester.toUpperCase()])).get(requester)).toMatchObject({
      ...{ reason: "hard_bounce", detail: "says bounced_hard" },
    });
    const next = await replyToTicket(system, {
      ticketId,
      html: "<p>Again</p>",
      cc: [{ email: "fine@example.com" }],
    });
    expect(next.recipients.map(({ status }) => status)).toEqual(["failed", "queued"]);
    const [refused] = await copiesOf(next.replyId);
    expect(refused).toMatchObject({ failure: "suppressed", nextAttemptAt: null, attempts: 0 });
    expect(refused?.lastError).toContain("came back for good");
    expect(await historyOf(refused?.id ?? 0)).toEqual(["failed"]);
  });

  it("suppresses the address for an acknowledgement, too, until an agent clears it", async () => {
    const { id, requester, ticketId } = await aCopy();
    await report(id, "complained");
    const open = () =>
      openTicket(system, { subject: "New", requester: { email: requester }, text: "Hi", acknowledge: true });
    const statusesTo = async () =>
      (await database().select().from(emailDeliveries).where(eq(emailDeliveries.email, requester))).map(
        ({ status }) => status,
      );
    await open();
    expect(await statusesTo()).toEqual(["complained", "failed"]);
    await expect(retryDelivery(system, (await failedTo(requester))[0] ?? 0)).rejects.toMatchObject({
      code: "conflict",
    });
    await clearSuppression(system, requester);
    await retryDelivery(system, (await failedTo(requester))[0] ?? 0);
    await replyToTicket(system, { ticketId, html: "<p>Again</p>" });
    expect(await statusesTo()).toEqual(["complained", "queued", "queued"]);
    await expect(clearSuppression(system, requester)).rejects.toMatchObject({ code: "not_found" });
  });

  it("whose address is cleared tells every page that shows a copy which it was held against", async () => {
    const { id, requester, ticketId } = await aCopy();
    await report(id, "complained");
    const { ticketId: other } = await openTicket(system, {
      ...{ subject: "Another", requester: { email: requester }, html: "<p>Hello</p>", fromAgent: true },
    });
    await database().delete(ticketChanges);
    await clearSuppression(system, requester);
    const changes = await database().select({ ids: ticketChanges.ticketIds }).from(ticketChanges);
    expect(changes).toEqual([{ ids: JSON.stringify([ticketId, other]) }]);
  });

  const failedTo = async (email: string) =>
    (await database().select().from(emailDeliveries).where(eq(emailDeliveries.email, email)))
      .filter(({ status }) => status === "failed")
      .map(({ id }) => id);

  it("only moves it forward: a late delivery never undoes a bounce, a complaint outdoes both", async () => {
    const { id, copy } = await aCopy();
    expect(await report(id, "bounced_soft")).toBe(true);
    expect(await report(id, "delivered")).toBe(false);
    expect(await copy()).toMatchObject({ status: "bounced", failure: "bounced_soft" });
    expect(await report(id, "bounced_hard")).toBe(true);
    expect(await report(id, "bounced_soft")).toBe(false);
    expect(await report(id, "complained")).toBe(true);
    expect(await report(id, "bounced_hard")).toBe(false);
    expect(await copy()).toMatchObject({ status: "complained", failure: "complained" });
  });

  it("ends the same in whatever order reports come", async () => {
    const kinds = [
      "delivered",
      "bounced_soft",
      "failed",
      "suppressed",
      "bounced_hard",
      "complained",
    ] as const;
    for (const one of kinds) {
      for (const other of kinds) {
        const ends = [];
        for (const order of [
          [one, other],
          [other, one],
        ]) {
          const { id, copy } = await aCopy();
          for (const kind of order) await report(id, kind);
          const { status, failure } = (await copy()) ?? {};
          ends.push({ status, failure });
        }
        expect(ends[0], `${one} and ${other}`).toEqual(ends[1]);
      }
    }
  });

  it("does not touch one that a server refused to take", async () => {
    const { id, copy } = await aCopy("failed", { failure: "rejected" });
    expect(await report(id, "delivered")).toBe(false);
    expect(await copy()).toMatchObject({ status: "failed", failure: "rejected" });
  });

  it("that it is delayed is history only, and told once", async () => {
    const { id, copy } = await aCopy();
    const at = new Date("2026-11-20T10:00:00Z");
    expect(await report(id, "delayed", at)).toBe(false);
    expect(await report(id, "delayed", at)).toBe(false);
    expect((await copy())?.status).toBe("sent");
    expect(await historyOf(id)).toEqual(["queued", "sent"]);
  });

  it.each(["sending", "uncertain", "queued"] as const)(
    "settles one that is %s and had been handed over",
    async (status) => {
      const { id, copy, replyId } = await aCopy(status, { nextAttemptAt: sql`UTC_TIMESTAMP(6)` });
      expect(await report(id, "delivered")).toBe(true);
      expect(await copy()).toMatchObject({ status: "delivered", nextAttemptAt: null, leaseUntil: null });
      const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
      expect(reply?.emailSentAt).toBeInstanceOf(Date);
    },
  );

  it("means nothing for one that was never handed over, or that there is not", async () => {
    const { id, copy } = await aCopy("queued", { handedOffAt: null });
    expect(await report(id, "bounced_hard")).toBe(false);
    expect((await copy())?.status).toBe("queued");
    expect(await report(999_999, "delivered")).toBe(false);
  });

  it("does not touch a later attempt when it is about an earlier one", async () => {
    const { id, copy, requester } = await aCopy();
    const early = new Date(Date.now() - 60_000);
    await report(id, "bounced_hard", early);
    await clearSuppression(system, requester);
    await retryDelivery(system, id);
    await database().update(emailDeliveries).set({ status: "sent" }).where(eq(emailDeliveries.id, id));
    expect(await report(id, "bounced_hard", early)).toBe(false);
    expect((await copy())?.status).toBe("sent");
    expect(await report(id, "delivered", new Date(Date.now() + 1000))).toBe(true);
  });
});

describe("the list of mail problems", () => {
  it("has what failed and is not handled, newest first, with its ticket and words", async () => {
    const { id, ticketId, requester } = await aCopy();
    await report(id, "bounced_soft");
    const unclear = await aCopy("uncertain");
    const before = await listMailProblems();
    expect(before.copies.slice(0, 2)).toMatchObject([
      { deliveryId: unclear.id, status: "uncertain" },
      { deliveryId: id, ticketId, email: requester, failure: "bounced_soft", lastError: "says bounced_soft" },
    ]);
    await markProblemHandled(system, { kind: "copy", id });
    const after = await listMailProblems({ limit: 1 });
    expect(after.counts.copies).toBe(before.counts.copies - 1);
    expect(after.copies.map(({ deliveryId }) => deliveryId)).toEqual([unclear.id]);
    expect(
      (await listMailProblems({ beforeDelivery: unclear.id })).copies.some((copy) => copy.deliveryId === id),
    ).toBe(false);
    await expect(markProblemHandled(system, { kind: "copy", id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
