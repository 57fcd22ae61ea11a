import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { integrationModules } from "@/db/schema/integration-modules";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { createUser } from "@/services/auth/create-user";
import { getConversation } from "./get-conversation";
import { openTicket } from "./open-ticket";
import { replyToTicket } from "./reply-to-ticket";

useTestDatabase();

const system: Actor = { kind: "system", name: "Test", role: "admin" };
let agent: Actor;

async function newTicket(email = "dana@example.org") {
  const { ticketId } = await openTicket(system, {
    subject: "Printer on fire",
    requester: { email, name: "Dana" },
    text: "It burns.",
  });
  return ticketId;
}

beforeAll(async () => {
  const { userId } = await createUser(system, { name: "Ana Reyes", email: "ana@example.com" });
  agent = { kind: "user", userId, name: "Ana Reyes", email: "ana@example.com", role: "agent" };
  await database()
    .update(integrationModules)
    .set({ enabled: true })
    .where(eq(integrationModules.slug, "plausible"));
});

describe("replying to a ticket", () => {
  it("goes to the requester unless told otherwise, as one queued copy with its own tracking id", async () => {
    const ticketId = await newTicket();
    const { replyId, emailTrackingId, recipients } = await replyToTicket(agent, {
      ticketId,
      html: "<p>Step back.</p>",
    });
    expect(recipients).toMatchObject([{ email: "dana@example.org", role: "to", status: "queued" }]);
    expect(emailTrackingId).toMatch(/^[\w-]{43}$/);
    expect(recipients[0]?.trackingId).toBe(emailTrackingId);
    const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
    expect(reply).toMatchObject({ emailTrackingId, author: "agent", isInternal: false, emailOpenCount: 0 });
    const [ticket] = await database().select().from(tickets).where(eq(tickets.id, ticketId));
    expect(ticket?.lastAgentReplyId).toBe(replyId);
  });

  it("goes out although another one makes the same new contacts at the same moment, in another order", async () => {
    const ticketIds = await Promise.all(
      Array.from({ length: 12 }, (_, index) => newTicket(`r${index}@example.org`)),
    );
    for (let round = 0; round < 3; round++) {
      const people = ["a", "b", "c", "d"].map((name) => ({ email: `${name}${round}@example.org` }));
      const replies = await Promise.all(
        ticketIds.map((ticketId, index) =>
          replyToTicket(agent, { ticketId, html: "Hi", cc: index % 2 ? people : people.toReversed() }),
        ),
      );
      expect(replies.map(({ recipients }) => recipients.length)).toEqual(ticketIds.map(() => 5));
    }
  });

  it("makes one copy per person with different ids, each address once in its first role", async () => {
    const ticketId = await newTicket();
    const { recipients } = await replyToTicket(agent, {
      ticketId,
      html: "<p>Hello</p>",
      to: [{ email: "Dana@Example.org" }],
      cc: [{ email: "ben@example.org" }, { email: "dana@example.org" }],
      bcc: [{ email: "boss@example.org" }],
    });
    expect(recipients.map(({ email, role }) => `${role} ${email}`)).toEqual([
      "to dana@example.org",
      "cc ben@example.org",
      "bcc boss@example.org",
    ]);
    expect(new Set(recipients.map((recipient) => recipient.trackingId)).size).toBe(3);
  });

  it("keeps the Cc for the next reply and never the Bcc", async () => {
    const ticketId = await newTicket();
    await replyToTicket(agent, {
      ticketId,
      html: "<p>Hello</p>",
      cc: [{ email: "ben@example.org", name: "Ben" }],
      bcc: [{ email: "boss@example.org" }],
    });
    const { defaultRecipients } = await getConversation(ticketId);
    expect(defaultRecipients.to.map((address) => address.email)).toEqual(["dana@example.org"]);
    expect(defaultRecipients.cc.map((address) => address.email)).toEqual(["ben@example.org"]);
  });

  it("tracks nothing when the agent switched tracking off for this reply", async () => {
    const ticketId = await newTicket();
    const { emailTrackingId, recipients } = await replyToTicket(agent, {
      ticketId,
      html: "<p>Hi</p>",
      track: false,
    });
    expect(emailTrackingId).toBeNull();
    expect(recipients.map((recipient) => recipient.trackingId)).toEqual([null]);
  });

  it("writes an internal note that nobody is sent", async () => {
    const ticketId = await newTicket();
    const { replyId, recipients } = await replyToTicket(agent, {
      ticketId,
      html: "<p>Careful</p>",
      internal: true,
    });
    expect(recipients).toEqual([]);
    const sent = await database()
      .select()
      .from(emailDeliveries)
      .where(eq(emailDeliveries.ticketReplyId, replyId));
    expect(sent).toEqual([]);
    const { replies } = await getConversation(ticketId);
    expect(replies.at(-1)).toMatchObject({ isInternal: true, email: null, author: { name: "Ana Reyes" } });
  });

  it("removes scripts, styles and event handlers, and keeps what an agent may write", async () => {
    const ticketId = await newTicket();
    const { replyId } = await replyToTicket(agent, {
      ticketId,
      html: `<p onclick="x()" style="color:red">Hi <strong>you</strong> <a href="javascript:x()">a</a> <a href="https://example.com/?a=1&amp;b=2" data-no-track>b</a><script>x()</script></p>`,
    });
    const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
    expect(reply?.bodyHtml).toBe(
      `<p>Hi <strong>you</strong> <a>a</a> <a href="https://example.com/?a=1&amp;b=2" data-no-track>b</a></p>`,
    );
  });

  it.each(["", "<p></p>", "<p> <br> </p>", "<script>x()</script>"])(
    "refuses an empty reply: %j",
    async (html) => {
      const ticketId = await newTicket();
      await expect(replyToTicket(agent, { ticketId, html })).rejects.toMatchObject({
        code: "invalid",
        field: "html",
      });
    },
  );

  it("writes nothing at all when one address is wrong", async () => {
    const ticketId = await newTicket();
    const attempt = replyToTicket(agent, { ticketId, html: "<p>Hi</p>", cc: [{ email: "not an address" }] });
    await expect(attempt).rejects.toThrow("“not an address” is not an e-mail address.");
    expect((await getConversation(ticketId)).replies).toHaveLength(1);
  });

  it("says so when there is no such ticket", async () => {
    await expect(replyToTicket(agent, { ticketId: 999_999, html: "<p>Hi</p>" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
