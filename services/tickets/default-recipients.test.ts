import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { getConversation } from "./get-conversation";
import { openTicket } from "./open-ticket";
import { addParticipant, removeParticipant } from "./participants";
import { replyToTicket } from "./reply-to-ticket";

useTestDatabase();

const agent: Actor = { kind: "system", name: "Test", role: "admin" };
const address = (email: string) => ({ email, name: null });

async function newTicket(): Promise<number> {
  const requester = { email: "dana@example.org", name: "Dana" };
  return (await openTicket(agent, { subject: "Printer", requester, text: "It burns." })).ticketId;
}

/** A contact's mail, as the inbound pipeline writes it. */
async function mailFrom(ticketId: number, email: string, mail: Partial<typeof ticketReplies.$inferInsert>) {
  const contact = await findOrCreateContact(database(), { email });
  await database()
    .insert(ticketReplies)
    .values({
      ...{ ticketId, author: "contact" as const, authorContactId: contact.id },
      ...{ bodyHtml: "<p>Yes</p>", bodyText: "Yes" },
      ...mail,
    });
}

async function next(ticketId: number) {
  const { to, cc } = (await getConversation(ticketId)).defaultRecipients;
  return { to: to.map(({ email }) => email), cc: cc.map(({ email }) => email) };
}

describe("whom the next reply goes to", () => {
  it("is whom the requester's mail named, each where they were", async () => {
    const ticketId = await newTicket();
    expect(await next(ticketId)).toEqual({ to: ["dana@example.org"], cc: [] });
    await replyToTicket(agent, {
      ...{ ticketId, html: "<p>Hello</p>" },
      ...{ to: [{ email: "dana@example.org" }, { email: "eva@example.org" }] },
      ...{ cc: [{ email: "ben@example.org" }], bcc: [{ email: "boss@example.org" }] },
    });
    expect(await next(ticketId)).toEqual({
      to: ["dana@example.org", "eva@example.org"],
      cc: ["ben@example.org"],
    });
    await mailFrom(ticketId, "dana@example.org", {
      addressedTo: { to: [address("ben@example.org")], cc: [address("carl@example.org")] },
    });
    expect(await next(ticketId)).toEqual({
      to: ["dana@example.org", "ben@example.org"],
      cc: ["carl@example.org"],
    });
  });

  it("is not decided by a stranger or a program, and includes a stranger once an agent added them", async () => {
    const ticketId = await newTicket();
    const stranger = {
      addressedTo: { to: [address("mallory@example.net")], cc: [] },
      senderChecks: { otherAddress: { email: "sam@example.net", expected: "dana@example.org" } },
    };
    await mailFrom(ticketId, "sam@example.net", stranger);
    await mailFrom(ticketId, "dana@example.org", {
      addressedTo: { to: [], cc: [address("list@example.net")] },
      senderChecks: { automatic: true },
    });
    expect(await next(ticketId)).toEqual({ to: ["dana@example.org"], cc: [] });

    await addParticipant(agent, ticketId, "Sam@example.net");
    await addParticipant(agent, ticketId, "sam@example.net");
    expect((await getConversation(ticketId)).participants).toEqual([
      { email: "sam@example.net", name: null },
    ]);
    expect((await next(ticketId)).to).toContain("sam@example.net");
    await removeParticipant(agent, ticketId, "sam@example.net");
    expect(await next(ticketId)).toEqual({ to: ["dana@example.org"], cc: [] });
    await expect(removeParticipant(agent, ticketId, "sam@example.net")).rejects.toThrow("not a participant");
    await expect(addParticipant(agent, ticketId, "dana@example.org")).rejects.toThrow("requester");
  });

  it("is not decided by a mail that was found to be forged, and is by one that was forwarded", async () => {
    const ticketId = await newTicket();
    const failed = { host: "mx.example.com", failed: ["spf" as const] };
    await mailFrom(ticketId, "dana@example.org", {
      addressedTo: { to: [], cc: [address("mallory@example.net")] },
      senderChecks: { authentication: failed },
    });
    expect(await next(ticketId)).toEqual({ to: ["dana@example.org"], cc: [] });
    await mailFrom(ticketId, "dana@example.org", {
      addressedTo: { to: [], cc: [address("ben@example.org")] },
      senderChecks: { authentication: { ...failed, dmarc: "pass" } },
    });
    expect((await next(ticketId)).cc).toEqual(["ben@example.org"]);
  });

  it("is not decided by what a form was told", async () => {
    const ticketId = await newTicket();
    await mailFrom(ticketId, "dana@example.org", {
      addressedTo: { to: [], cc: [address("mallory@example.net")] },
      senderChecks: { form: "noreply@elsewhere.example" },
    });
    expect(await next(ticketId)).toEqual({ to: ["dana@example.org"], cc: [] });
  });

  it("shows what was odd about a sender, and nothing of what cannot be read", async () => {
    const ticketId = await newTicket();
    const checks = { authentication: { host: "mx.example.com", dmarc: "fail", failed: ["dmarc" as const] } };
    await mailFrom(ticketId, "dana@example.org", { senderChecks: checks });
    await mailFrom(ticketId, "dana@example.org", { senderChecks: { authentication: "?" } });
    const { replies } = await getConversation(ticketId);
    expect(replies.map(({ senderChecks }) => senderChecks)).toEqual([null, checks, null]);
    await database().delete(ticketReplies).where(eq(ticketReplies.ticketId, ticketId));
  });
});
