import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { createUser } from "@/services/auth/create-user";
import { updateModule } from "@/services/integration-modules/update-module";
import { callApi } from "./testing/api-client";
import { createTestKeys, system } from "./testing/api-keys";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

let key: string;
beforeAll(async () => {
  key = (await createTestKeys()).agent;
  await updateModule(system, "plausible", { enabled: true });
});

type Ticket = { id: number; subject: string; tags: string[] };
type Reply = {
  id: number;
  internal: boolean;
  email_tracking_id: string | null;
  recipients: { email: string; role: string; tracking_id: string | null; status: string }[];
};

const openTicket = async (more: Record<string, unknown> = {}) => {
  const body = {
    subject: "Printer",
    requester: { email: "dana@example.org", name: "Dana" },
    text: "Hi",
    ...more,
  };
  const { status, json, headers } = await callApi("POST", "/api/v1/tickets", { key, body });
  return { status, ticket: json as Ticket, headers };
};
const reply = async (ticketId: number, body: Record<string, unknown>) => {
  const { status, json } = await callApi("POST", `/api/v1/tickets/${ticketId}/replies`, { key, body });
  return { status, reply: json as Reply, json };
};
const readTicket = async (ticketId: number) => {
  const { json } = await callApi("GET", `/api/v1/tickets/${ticketId}`, { key });
  return json as Ticket & { replies: Reply[] };
};
const list = async (query: string) => {
  const { status, json } = await callApi("GET", `/api/v1/tickets?${query}`, { key });
  return { status, ...(json as { data: Ticket[]; next_cursor: string | null }) };
};

describe("tickets over the API", () => {
  it("are opened with what the contact wrote, and nobody is sent anything unless asked", async () => {
    const before = await database().select().from(emailDeliveries);
    const { status, ticket, headers } = await openTicket({
      priority: "high",
      tags: ["Printer", "printer", "fire"],
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/tickets/${ticket.id}`);
    expect(ticket).toMatchObject({
      subject: "Printer",
      status: "open",
      priority: "high",
      requester: { email: "dana@example.org", name: "Dana" },
      assignee: null,
      tags: ["fire", "printer"],
      last_reply: null,
    });
    expect((await readTicket(ticket.id)).replies).toMatchObject([
      { author: { kind: "contact", email: "dana@example.org" }, text: "Hi", internal: false, recipients: [] },
    ]);
    expect(await database().select().from(emailDeliveries)).toHaveLength(before.length);
    await openTicket({ acknowledge: true });
    expect(await database().select().from(emailDeliveries)).toHaveLength(before.length + 1);
  });

  it("keep HTML without what could do harm", async () => {
    const { ticket } = await openTicket({
      text: undefined,
      html: '<p onclick="x()">Hi <b>there</b></p><script>steal()</script>',
    });
    const html = JSON.stringify((await readTicket(ticket.id)).replies);
    expect(html).toContain("<b>there</b>");
    expect(html).not.toMatch(/script|onclick|steal/);
  });

  it.each([{ text: undefined }, { text: " " }, { text: "", html: "" }])("need a text: %j", async (more) => {
    expect((await openTicket(more)).status).toBe(422);
  });

  it("are listed by status, assignee, tag and text, page by page, each once", async () => {
    const { userId } = await createUser(system, { name: "Ana", email: "ana@example.com" });
    const made: Ticket[] = [];
    for (let index = 0; index < 5; index++) {
      made.push((await openTicket({ subject: `Paging ${index}`, tags: ["paging"] })).ticket);
    }
    const [first, second] = made;
    await callApi("PATCH", `/api/v1/tickets/${first?.id}`, {
      key,
      body: { status: "solved", assignee_id: userId },
    });
    await callApi("PATCH", `/api/v1/tickets/${second?.id}`, { key, body: { status: "pending" } });

    const seen: number[] = [];
    let cursor: string | null = "";
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(`tag=Paging&limit=2&cursor=${cursor}`);
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen.sort()).toEqual(made.map(({ id }) => id).sort());

    const ids = async (query: string) => (await list(query)).data.map(({ id }) => id);
    expect(await ids("tag=paging&status=solved")).toEqual([first?.id]);
    expect((await ids("tag=paging&status=solved,pending")).sort()).toEqual([first?.id, second?.id].sort());
    expect((await ids("tag=paging&status=solved&status=pending")).length).toBe(2);
    expect(await ids(`assignee=${userId}`)).toEqual([first?.id]);
    expect(await ids("tag=paging&assignee=unassigned")).not.toContain(first?.id);
    expect(await ids("q=paging%203")).toEqual([made[3]?.id]);
    expect(await ids("q=100%25")).toEqual([]);
  });

  it("change where a change is given, and stay where none is", async () => {
    const { ticket } = await openTicket({ tags: ["a"] });
    const path = `/api/v1/tickets/${ticket.id}`;
    const { userId } = await createUser(system, { name: "Bo", email: "bo@example.com" });
    const changed = await callApi("PATCH", path, {
      key,
      body: { priority: "urgent", assignee_id: userId, tags: ["b", "c"] },
    });
    expect(changed.json).toMatchObject({
      status: "open",
      priority: "urgent",
      assignee: { id: userId, name: "Bo" },
      tags: ["b", "c"],
    });
    expect((await callApi("PATCH", path, { key, body: {} })).json).toMatchObject({ tags: ["b", "c"] });
    const freed = await callApi("PATCH", path, { key, body: { assignee_id: null, status: "closed" } });
    expect(freed.json).toMatchObject({ assignee: null, status: "closed", priority: "urgent" });
  });

  it("keep the first of tags that only differ in an accent, as the search by tag does not tell them apart", async () => {
    const { status, ticket } = await openTicket({ tags: ["café", "cafe", "ß", "ss", "till"] });
    expect(status).toBe(201);
    expect(ticket.tags).toEqual(["café", "ß", "till"]);
    const changed = await callApi("PATCH", `/api/v1/tickets/${ticket.id}`, {
      key,
      body: { tags: ["résumé", "resume"] },
    });
    expect(changed).toMatchObject({ status: 200, json: { tags: ["résumé"] } });
    expect((await list("tag=resume")).data.map(({ id }) => id)).toEqual([ticket.id]);
  });

  it("cannot be given to nobody who exists, nor changed when they are not there", async () => {
    const { ticket } = await openTicket();
    const stranger = await callApi("PATCH", `/api/v1/tickets/${ticket.id}`, {
      key,
      body: { assignee_id: "stranger" },
    });
    expect(stranger).toMatchObject({ status: 422, json: { errors: [{ field: "assignee_id" }] } });
    for (const assignee_id of ["", " ", "José", "😀"]) {
      expect(
        await callApi("PATCH", `/api/v1/tickets/${ticket.id}`, { key, body: { assignee_id } }),
      ).toMatchObject({ status: 422, json: { errors: [{ field: "assignee_id" }] } });
    }
    expect(await list(`assignee=${encodeURIComponent("José")}`)).toMatchObject({ status: 200, data: [] });
    expect((await callApi("PATCH", "/api/v1/tickets/999999", { key, body: {} })).status).toBe(404);
    expect((await reply(999_999, { html: "<p>x</p>" })).status).toBe(404);
  });
});

describe("replies over the API", () => {
  it("go to the requester by default, at once, and name each copy", async () => {
    const { ticket } = await openTicket();
    const answer = await reply(ticket.id, { html: "<p>Hello</p>" });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      id: expect.any(Number),
      email_tracking_id: expect.stringMatching(/^[\w-]{43}$/),
      recipients: [
        {
          email: "dana@example.org",
          role: "to",
          tracking_id: answer.reply.email_tracking_id,
          status: "queued",
        },
      ],
    });
    const copy = (await readTicket(ticket.id)).replies.at(-1);
    expect(copy).toMatchObject({
      id: answer.reply.id,
      internal: false,
      email_tracking_id: answer.reply.email_tracking_id,
      recipients: [
        {
          email: "dana@example.org",
          role: "to",
          tracking_id: answer.reply.email_tracking_id,
          sent_at: null,
          opened_at: null,
          read_at: null,
          open_count: 0,
          click_count: 0,
        },
      ],
    });
    const [due] = await database()
      .select({ at: emailDeliveries.nextAttemptAt })
      .from(emailDeliveries)
      .where(eq(emailDeliveries.trackingId, answer.reply.email_tracking_id ?? ""));
    expect(due?.at?.getTime()).toBeLessThanOrEqual(Date.now() + 100);
  });

  it("take people as addresses or with names, in To, Cc and Bcc, each with an id of their own", async () => {
    const { ticket } = await openTicket();
    const { reply: made } = await reply(ticket.id, {
      html: "<p>Hello</p>",
      to: ["Dana@Example.org", { email: "ben@example.org", name: "Ben" }],
      cc: ["cy@example.org"],
      bcc: [{ email: "dee@example.org" }],
    });
    expect(made.recipients.map(({ email, role }) => `${role} ${email}`)).toEqual([
      "to dana@example.org",
      "to ben@example.org",
      "cc cy@example.org",
      "bcc dee@example.org",
    ]);
    expect(new Set(made.recipients.map(({ tracking_id }) => tracking_id)).size).toBe(4);
    expect(made.email_tracking_id).toBe(made.recipients[0]?.tracking_id);
  });

  it("are not tracked when they say so, and for nobody who opted out", async () => {
    const { ticket } = await openTicket();
    const { reply: untracked } = await reply(ticket.id, { html: "<p>Hello</p>", track: false });
    expect(untracked).toMatchObject({ email_tracking_id: null, recipients: [{ tracking_id: null }] });

    await openTicket({ requester: { email: "shy@example.org" } });
    await database()
      .update(contacts)
      .set({ trackingConsent: "opted_out" })
      .where(eq(contacts.email, "shy@example.org"));
    const { reply: mixed } = await reply(ticket.id, {
      html: "<p>Hello</p>",
      to: ["shy@example.org", "ben@example.org"],
    });
    expect(mixed.recipients[0]?.tracking_id).toBeNull();
    expect(mixed.recipients[1]?.tracking_id).toMatch(/^[\w-]{43}$/);
  });

  it("that are internal are written down and never emailed", async () => {
    const { ticket } = await openTicket();
    const { status, json, reply: note } = await reply(ticket.id, { html: "<p>Careful</p>", internal: true });
    expect(status).toBe(201);
    expect(json).toEqual({ id: note.id, email_tracking_id: null, recipients: [] });
    expect((await readTicket(ticket.id)).replies.at(-1)).toMatchObject({ internal: true, recipients: [] });
  });

  it.each([
    ["html", {}],
    ["html", { html: "" }],
    ["html", { html: "<p> </p>" }],
    ["to.1", { html: "<p>x</p>", to: ["ben@example.org", "ben"] }],
    ["cc.0", { html: "<p>x</p>", cc: [{ name: "Ben" }] }],
    ["bcc", { html: "<p>x</p>", bcc: Array.from({ length: 51 }, (_, index) => `a${index}@example.org`) }],
    ["interal", { html: "<p>x</p>", interal: true }],
    ["track", { html: "<p>x</p>", track: "no" }],
  ])("with a wrong %s are a 422 that says so, and nothing is written", async (field, body) => {
    const { ticket } = await openTicket();
    const { status, json } = await reply(ticket.id, body);
    expect(status).toBe(422);
    expect(json).toMatchObject({ errors: [{ field }] });
    expect((await readTicket(ticket.id)).replies).toHaveLength(1);
  });
});
