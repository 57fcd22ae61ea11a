import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { createUser } from "@/services/auth/create-user";
import { openTicket } from "./open-ticket";
import { updateTicket } from "./update-ticket";

useTestDatabase();

const system: Actor = { kind: "system", name: "Test", role: "admin" };
let ana: Extract<Actor, { kind: "user" }>;
beforeAll(async () => {
  const { userId } = await createUser(system, { name: "Ana", email: "ana@example.com" });
  ana = { kind: "user", userId, name: "Ana", email: "ana@example.com", role: "agent" };
});

async function aTicket(): Promise<number> {
  const requester = { email: "dana@example.org" };
  const { ticketId } = await openTicket(system, { subject: "Printer", requester, text: "Hi", tags: ["b"] });
  return ticketId;
}

const logged = () =>
  database()
    .select({ by: auditLog.actorUserId, targetId: auditLog.targetId, changes: auditLog.changes })
    .from(auditLog)
    .where(eq(auditLog.action, "ticket.updated"))
    .orderBy(asc(auditLog.id));

describe("a change of a ticket", () => {
  it("is in the audit log: who made it, what it was and what it is", async () => {
    const ticketId = await aTicket();
    const { userId } = ana;
    await updateTicket(ana, ticketId, { status: "closed", assigneeId: userId, tags: ["a", "B"] });
    expect(await logged()).toEqual([
      {
        ...{ by: userId, targetId: String(ticketId) },
        changes: {
          status: { from: "open", to: "closed" },
          assignee_id: { from: null, to: userId },
          tags: { from: "b", to: "a, b" },
        },
      },
    ]);
  });

  it("that changes nothing, or is refused, is not", async () => {
    const ticketId = await aTicket();
    const before = await logged();
    await updateTicket(ana, ticketId, { status: "open", tags: ["B"] });
    await expect(updateTicket(ana, ticketId, { status: "closed", assigneeId: "nobody" })).rejects.toThrow();
    expect(await logged()).toEqual(before);
  });

  it("by several at once is logged one after the other, each from what the one before made", async () => {
    const ticketId = await aTicket();
    const priorities = ["low", "high", "urgent"] as const;
    await Promise.all(priorities.map((priority) => updateTicket(ana, ticketId, { priority })));
    const steps = (await logged())
      .filter(({ targetId }) => targetId === String(ticketId))
      .map(({ changes }) => (changes as { priority: { from: string; to: string } }).priority);
    expect(steps.map(({ from }) => from)).toEqual(["normal", ...steps.slice(0, -1).map(({ to }) => to)]);
  });
});
