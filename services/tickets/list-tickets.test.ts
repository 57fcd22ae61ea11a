import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { createUser } from "@/services/auth/create-user";
import { countTickets } from "./count-tickets";
import { listTickets } from "./list-tickets";
import { openTicket } from "./open-ticket";
import { updateTicket } from "./update-ticket";

useTestDatabase();

const system: Actor = { kind: "system", name: "Test", role: "admin" };
const ids: number[] = [];
let agentId: string;

beforeAll(async () => {
  agentId = (await createUser(system, { name: "Ana", email: "ana@example.com" })).userId;
  for (let number = 1; number <= 7; number++) {
    const { ticketId } = await openTicket(system, {
      subject: number === 3 ? "100%_sure about the invoice" : `Question ${number}`,
      requester: { email: `person${number}@example.org`, name: number === 5 ? "Zoë Müller" : null },
      text: "Hello",
      tags: number % 2 ? ["billing"] : [],
    });
    ids.push(ticketId);
  }
  // The same moment for several: the id must break the tie, at microsecond precision.
  await database()
    .update(tickets)
    .set({ lastActivityAt: sql`'2026-01-01 10:00:00.123456'` })
    .where(sql`${tickets.id} <= ${ids[3]}`);
  await updateTicket(system, ids[1] ?? 0, { status: "solved", assigneeId: agentId });
  await updateTicket(system, ids[2] ?? 0, { assigneeId: agentId, priority: "urgent" });
});

describe("the ticket list", () => {
  it("pages through every ticket once, newest activity first, also where moments are equal", async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const { tickets: found, nextCursor } = await listTickets({ limit: 2, cursor });
      seen.push(...found.map((ticket) => ticket.id));
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it("filters by status, assignee and tag together", async () => {
    const idsOf = async (filter: Parameters<typeof listTickets>[0]) =>
      (await listTickets(filter)).tickets.map((ticket) => ticket.id);
    expect(await idsOf({ status: ["solved"] })).toEqual([ids[1]]);
    expect(await idsOf({ assignee: agentId })).toEqual([ids[2], ids[1]]);
    expect(await idsOf({ assignee: agentId, status: ["open"], tag: "billing" })).toEqual([ids[2]]);
    expect(await idsOf({ assignee: "unassigned" })).toHaveLength(5);
  });

  it("searches subject, name and address literally, whatever the case", async () => {
    const idsOf = async (query: string) => (await listTickets({ query })).tickets.map((ticket) => ticket.id);
    expect(await idsOf("100%_SURE")).toEqual([ids[2]]);
    expect(await idsOf("%")).toEqual([ids[2]]);
    expect(await idsOf("zoë")).toEqual([ids[4]]);
    expect(await idsOf("PERSON6@")).toEqual([ids[5]]);
    expect(await idsOf(`#${ids[0]}`)).toEqual([ids[0]]);
    expect(await idsOf("' OR 1=1 --")).toEqual([]);
  });

  it("refuses a cursor it did not give out", async () => {
    for (const cursor of ["x", "bm9wZQ", Buffer.from('["a"]').toString("base64url")]) {
      await expect(listTickets({ cursor })).rejects.toMatchObject({ code: "invalid", field: "cursor" });
    }
  });

  it("counts what is still to do: by status, nobody's and mine", async () => {
    expect(await countTickets({ userId: agentId })).toEqual({
      open: 6,
      pending: 0,
      unassigned: 5,
      mine: 1,
    });
  });
});

describe("updating a ticket", () => {
  it("changes what is given and leaves the rest", async () => {
    const ticketId = ids[6] ?? 0;
    await updateTicket(system, ticketId, { priority: "high", tags: ["b", "A", "b"] });
    await updateTicket(system, ticketId, { status: "pending" });
    const { tickets: found } = await listTickets({ query: `#${ticketId}` });
    expect(found[0]).toMatchObject({ priority: "high", status: "pending", tags: ["a", "b"], assignee: null });
  });

  it("refuses an assignee who is nobody, and a ticket that is not there", async () => {
    await expect(updateTicket(system, ids[0] ?? 0, { assigneeId: "nobody" })).rejects.toMatchObject({
      field: "assigneeId",
    });
    await expect(updateTicket(system, 999_999, { status: "open" })).rejects.toMatchObject({
      code: "not_found",
    });
    const [ticket] = await database()
      .select()
      .from(tickets)
      .where(eq(tickets.id, ids[0] ?? 0));
    expect(ticket?.assigneeId).toBeNull();
  });
});
