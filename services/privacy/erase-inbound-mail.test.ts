import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { contacts, ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { replyAddress } from "@/services/email-delivery/reply-address";
import { corpusMail } from "@/services/inbound-email/testing/corpus";
import { mailOf, take } from "@/services/inbound-email/testing/inbound";
import { addParticipant } from "@/services/tickets/participants";
import { exportContact } from "./export-contact";
import { runErasure } from "./run-erasure";
import { startErasure } from "./start-erasure";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });
const admin: Actor = { kind: "system", name: "Test admin", role: "admin" };

async function blobs(): Promise<string[]> {
  const found: string[] = [];
  for await (const hash of openBlobStore("inbound-mail").list(new Date(Date.now() + 60_000)))
    found.push(hash);
  return found.sort();
}

it("an erased contact's raw mail goes, with all that quotes or names them; other people's stays", async () => {
  const first = await take(mailOf({ from: "Zoe Vanish <zoe@example.org>", subject: "Mine" }));
  const ticketId = first.ticketId ?? 0;
  const address = replyAddress(ticketId, "support@myportal.example", {
    reply_address: "plus",
    reply_domain: null,
  });
  const duplicate = await take(
    mailOf({ from: "Zoe Vanish <zoe@example.org>", messageId: "<same.one@example.org>" }),
  );
  await take(mailOf({ from: "Zoe Vanish <zoe@example.org>", messageId: "<same.one@example.org>" }));
  await take(
    mailOf({
      from: "colleague@example.org",
      to: `${address}, Zoe Vanish <zoe@example.org>`,
      body: "Zoe is right.\n\nOn 24 Nov 2026, Zoe Vanish <zoe@example.org> wrote:\n> my secret",
    }),
  );
  const bounce = corpusMail("dsn-postfix", {
    recipient: "zoe@example.org",
    message_id: "unknown.one@myportal.example",
  });
  expect((await take(bounce)).detail).toContain("zoe@example.org");
  const other = await take(mailOf({ from: "other@example.org", subject: "Not hers" }));
  expect(duplicate.status).toBe("ticketed");

  const [zoe] = await database().select().from(contacts).where(eq(contacts.email, "zoe@example.org"));
  const exported = await exportContact(zoe?.id ?? 0, "contact");
  expect(exported.inbound_mails.map(({ subject, status }) => [subject, status])).toEqual([
    ["Mine", "ticketed"],
    ["A question", "ticketed"],
    ["A question", "duplicate"],
  ]);

  const { id } = await startErasure(admin, zoe?.id ?? 0, "contact");
  expect(await runErasure(id)).toBe(true);

  const left = await database().select().from(inboundEmails);
  expect(left.map((row) => row.id)).toEqual([other.id]);
  expect(await blobs()).toEqual([other.contentHash]);
  const messages = await database().select().from(ticketReplies).where(eq(ticketReplies.ticketId, ticketId));
  expect(messages).toHaveLength(2);
  expect(JSON.stringify(messages)).not.toMatch(/zoe|vanish/i);
});

async function eraseAddress(email: string) {
  const contact = await database().transaction((tx) => findOrCreateContact(tx, { email }));
  const { id } = await startErasure(admin, contact.id, "contact");
  expect(await runErasure(id)).toBe(true);
}

it("somebody who was only named in the Cc of others' mail is taken out of it, and the raw mail goes", async () => {
  const copied = await take(
    mailOf({
      from: "Ann <ann@example.org>",
      headers: ["Cc: Ben Copied <Ben.Copied@example.org>, x@example.org"],
    }),
  );
  const again = await take(mailOf({ from: "ann@example.org", subject: "Without Ben" }));
  await eraseAddress("ben.copied@example.org");
  const messages = await database().select().from(ticketReplies);
  expect(JSON.stringify(messages)).toContain("x@example.org");
  expect(JSON.stringify(messages)).not.toMatch(/ben[. ]copied/i);
  const left = await database().select({ id: inboundEmails.id }).from(inboundEmails);
  expect(left).not.toContainEqual({ id: copied.id });
  expect(left).toContainEqual({ id: again.id });
  expect(await blobs()).not.toContain(copied.contentHash);
});

it("somebody who took part in a ticket and was never written to is taken out of it", async () => {
  const { id, ticketId } = await take(
    mailOf({ from: "ann@example.org", body: "Carl (carl@example.org) knows more." }),
  );
  await addParticipant(admin, ticketId ?? 0, "carl@example.org");
  await eraseAddress("carl@example.org");
  const messages = await database()
    .select()
    .from(ticketReplies)
    .where(eq(ticketReplies.ticketId, ticketId ?? 0));
  expect(messages[0]?.bodyText).toBe("Carl ([erased]) knows more.");
  expect(await database().select().from(inboundEmails).where(eq(inboundEmails.id, id))).toEqual([]);
});
