import { asc, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailDeliveryEvents } from "@/db/schema/email";
import { integrationModules } from "@/db/schema/integration-modules";
import type { Actor } from "@/services/auth/actor";
import { openTicket } from "@/services/tickets/open-ticket";
import type { Delivery } from "../claim-deliveries";
import { claimBatch, runBatch } from "../delivery-batch";
import { createTurns } from "../turns";

export const system: Actor = { kind: "system", name: "Test", role: "admin" };

/** What the worker does in one round, to its end. @param most how many it claims */
export async function deliverDue(most = 100): Promise<void> {
  const next = await claimBatch(most);
  if (next) await runBatch(next.batch, next.groups, createTurns(20));
}

/** As if the wait for the next attempt were over. */
export async function makeDue() {
  await database()
    .update(emailDeliveries)
    .set({ nextAttemptAt: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` })
    .where(eq(emailDeliveries.status, "queued"));
}

export async function copiesOf(replyId: number): Promise<Delivery[]> {
  return database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, replyId))
    .orderBy(asc(emailDeliveries.id));
}

export async function historyOf(deliveryId: number): Promise<string[]> {
  const rows = await database()
    .select()
    .from(emailDeliveryEvents)
    .where(eq(emailDeliveryEvents.deliveryId, deliveryId))
    .orderBy(asc(emailDeliveryEvents.id));
  return rows.map((row) => row.status);
}

/** Switches the tracking module on, with what the test sets. */
export async function setTracking(settings: Record<string, unknown>, enabled = true) {
  await database()
    .update(integrationModules)
    .set({ enabled, settings })
    .where(eq(integrationModules.slug, "plausible"));
}

let opened = 0;

/** A ticket that a contact of its own opened. */
export async function aTicket(): Promise<{ ticketId: number; requester: string }> {
  const requester = `requester${++opened}@example.com`;
  const { ticketId } = await openTicket(system, {
    subject: "The invoice",
    requester: { email: requester, name: "Ann Example" },
    text: "Where is my invoice?",
  });
  return { ticketId, requester };
}
