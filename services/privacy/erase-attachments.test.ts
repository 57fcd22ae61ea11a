import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { attachments, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { encodedContent } from "@/services/attachments/encode-attachment";
import { insertAttachment } from "@/services/attachments/insert-attachment";
import { storeContent } from "@/services/attachments/store-content";
import type { Actor } from "@/services/auth/actor";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { exportContact } from "./export-contact";
import { runErasure } from "./run-erasure";
import { startErasure } from "./start-erasure";

useTestDatabase();

const system: Actor = { kind: "system", name: "Test", role: "admin" };

async function ticketOf(email: string, name: string) {
  const opened = await openTicket(system, { subject: "Hi", requester: { email, name }, text: "Hello" });
  const [ticket] = await database().select().from(tickets).where(eq(tickets.id, opened.ticketId));
  return { ...opened, contactId: ticket?.requesterId ?? 0 };
}

/** A file as if it had come some hours ago. */
async function attach(replyId: number, content: string, filename = "file.txt") {
  const stored = await storeContent(Buffer.from(content));
  const { contentHash: hash, size } = stored;
  const path = join(env().DATA_DIR, "attachments", hash.slice(0, 2), hash.slice(2, 4), hash);
  utimesSync(path, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));
  await insertAttachment(
    database(),
    { stored, filename, contentType: "text/plain" },
    { ticketReplyId: replyId, uploadedByUserId: null },
  );
  return { hash, encoded: await encodedContent({ contentHash: hash, size }) };
}

const isStored = async (hash: string) =>
  (await openBlobStore("attachments")
    .readWhole(hash)
    .catch(() => null)) !== null;
const filesOf = (replyId: number) =>
  database().select().from(attachments).where(eq(attachments.ticketReplyId, replyId));

describe("the files of a contact", () => {
  it("are in the export, with what agents sent them", async () => {
    const { ticketId, replyId, contactId } = await ticketOf("ada@example.org", "Ada Export");
    await attach(replyId, "from ada", "mine.txt");
    const stored = await storeContent(Buffer.from("from us"));
    await replyToTicket(system, { ticketId, html: "<p>Here</p>" }, [
      { stored, filename: "ours.pdf", contentType: "application/pdf" },
    ]);
    const { tickets: exported } = await exportContact(contactId, "contact");
    expect(exported[0]?.replies.map(({ attachments: files }) => files)).toEqual([
      [{ filename: "mine.txt", size: 8, content_type: "text/plain" }],
      [{ filename: "ours.pdf", size: 7, content_type: "application/pdf" }],
    ]);
  });

  it("go with an erasure: rows, content and encoded copies, all but what somebody else sent, too", async () => {
    const { replyId, contactId } = await ticketOf("erin@example.org", "Erin Erased");
    const other = await ticketOf("otto@example.org", "Otto Other");
    const own = [];
    for (let file = 0; file < 12; file++) own.push(await attach(replyId, `erin's file ${file}`));
    const shared = await attach(replyId, "both have it");
    await attach(other.replyId, "both have it");
    const { id } = await startErasure(system, contactId, "contact");
    expect(await runErasure(id)).toBe(true);
    expect(await filesOf(replyId)).toEqual([]);
    for (const { hash, encoded } of own) {
      expect(await isStored(hash)).toBe(false);
      expect(() => readFileSync(encoded)).toThrow("ENOENT");
    }
    expect(await isStored(shared.hash)).toBe(true);
    expect(await filesOf(other.replyId)).toHaveLength(1);
  });

  it("that agents sent stay, and lose the person's name", async () => {
    const { ticketId, contactId } = await ticketOf("nina@example.org", "Nina Named");
    const stored = await storeContent(Buffer.from("invoice"));
    const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Here</p>" }, [
      { stored, filename: "Invoice for Nina Named.pdf", contentType: "application/pdf" },
    ]);
    const { id } = await startErasure(system, contactId, "contact");
    expect(await runErasure(id)).toBe(true);
    const [file] = await filesOf(replyId);
    expect(file?.filename).toMatch(/^Invoice for .*\.pdf$/);
    expect(file?.filename).not.toMatch(/nina/i);
    expect(await isStored(stored.contentHash)).toBe(true);
  });
});
