import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { attachments } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import type { Actor } from "@/services/auth/actor";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { updateModule } from "@/services/integration-modules/update-module";
import { openTicket } from "@/services/tickets/open-ticket";
import { encodedContent } from "./encode-attachment";
import { insertAttachment } from "./insert-attachment";
import { storeContent } from "./store-content";
import { sweepFiles } from "./sweep-files";

useTestDatabase();

const admin: Actor = { kind: "system", name: "Test", role: "admin" };
let number = 0;
const newContent = () => Buffer.from(`content ${++number}`);

function age(folder: "attachments" | "inbound-mail" | "attachments-encoded", hash: string, hours: number) {
  const root = join(env().DATA_DIR, folder);
  const path = folder === "attachments-encoded" ? hash : join(hash.slice(0, 2), hash.slice(2, 4), hash);
  const at = new Date(Date.now() - hours * 3_600_000);
  utimesSync(join(root, path), at, at);
}

async function upload(content: Buffer, hours: number, replyId: number | null = null) {
  const stored = await storeContent(content);
  age("attachments", stored.contentHash, hours);
  const { id } = await insertAttachment(
    database(),
    { stored, filename: "a.txt", contentType: "text/plain" },
    { ticketReplyId: replyId, uploadedByUserId: null },
  );
  await database()
    .update(attachments)
    .set({ createdAt: sql`UTC_TIMESTAMP(6) - INTERVAL ${hours} HOUR` })
    .where(eq(attachments.id, id));
  return { id, hash: stored.contentHash };
}

const isStored = async (hash: string) =>
  (await openBlobStore("attachments")
    .readWhole(hash)
    .catch(() => null)) !== null;
const rowsOf = (id: number) => database().select().from(attachments).where(eq(attachments.id, id));

describe("the sweep of files", () => {
  it("takes uploads that waited for more than a day, with their content, and no other", async () => {
    const requester = { email: "dana@example.org" };
    const { replyId } = await openTicket(admin, { subject: "x", requester, text: "x" });
    const [old, young, sent] = [
      await upload(newContent(), 25),
      await upload(newContent(), 23),
      await upload(newContent(), 1000, replyId),
    ];
    expect(await sweepFiles()).toMatchObject({ uploads: 1, blobs: 1 });
    expect([await isStored(old.hash), await isStored(young.hash), await isStored(sent.hash)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(
      [await rowsOf(old.id), await rowsOf(young.id), await rowsOf(sent.id)].map((rows) => rows.length),
    ).toEqual([0, 1, 1]);
  });

  it("keeps content that one of several rows still names", async () => {
    const content = newContent();
    const old = await upload(content, 30);
    const young = await upload(content, 1);
    age("attachments", young.hash, 30);
    expect(await sweepFiles()).toMatchObject({ uploads: 1, blobs: 0 });
    expect(await rowsOf(old.id)).toEqual([]);
    expect(await isStored(young.hash)).toBe(true);
  });

  it("takes content that no row ever named, once it is a day old; putting it again makes it young", async () => {
    const content = newContent();
    const { contentHash } = await storeContent(content);
    age("attachments", contentHash, 30);
    await storeContent(content);
    expect(await sweepFiles()).toMatchObject({ blobs: 0 });
    age("attachments", contentHash, 30);
    expect(await sweepFiles()).toMatchObject({ blobs: 1 });
    expect(await isStored(contentHash)).toBe(false);
  });

  it("takes raw mail that no row names, and keeps the others", async () => {
    const store = openBlobStore("inbound-mail");
    const [named, lost] = [await store.put(newContent()), await store.put(newContent())];
    await database()
      .insert(inboundEmails)
      .values({ source: "http", contentHash: named.hash, size: named.size, receivedAt: new Date() });
    for (const { hash } of [named, lost]) age("inbound-mail", hash, 48);
    expect(await sweepFiles()).toMatchObject({ blobs: 1 });
    expect((await store.readWhole(named.hash)).length).toBe(named.size);
    await expect(store.readWhole(lost.hash)).rejects.toThrow();
  });

  it("keeps raw mail as long as the setting says, and what still waits for somebody longer", async () => {
    const store = openBlobStore("inbound-mail");
    const came = async (days: number, values: Partial<typeof inboundEmails.$inferInsert>) => {
      const { hash, size } = await store.put(newContent());
      age("inbound-mail", hash, days * 24);
      const receivedAt = new Date(Date.now() - days * 86_400_000);
      await database()
        .insert(inboundEmails)
        .values({ source: "http", contentHash: hash, size, receivedAt, ...values });
      return hash;
    };
    const handledAt = new Date();
    const kept = [
      await came(89, { status: "ticketed" }),
      await came(400, { status: "failed" }),
      await came(400, { status: "received" }),
    ];
    const expired = [
      await came(91, { status: "ticketed" }),
      await came(91, { status: "ignored" }),
      await came(91, { status: "failed", handledAt }),
    ];
    const here = (hashes: string[]) =>
      Promise.all(
        hashes.map((hash) =>
          store
            .readWhole(hash)
            .then(() => true)
            .catch(() => false),
        ),
      );
    await updateModule(admin, "email", { settings: { keep_raw_mail_days: 0 } });
    expect(await sweepFiles()).toMatchObject({ blobs: 0 });
    await updateModule(admin, "email", { settings: { keep_raw_mail_days: 90 } });
    expect(await sweepFiles()).toMatchObject({ blobs: 3 });
    expect([await here(kept), await here(expired)]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
  });

  it("empties the cache of encoded files that were not asked for for a day", async () => {
    const [used, unused] = [await upload(newContent(), 1), await upload(newContent(), 1)];
    for (const { hash } of [used, unused]) {
      const [row] = await database().select().from(attachments).where(eq(attachments.contentHash, hash));
      await encodedContent({ contentHash: hash, size: row?.size ?? 0 });
    }
    age("attachments-encoded", unused.hash, 25);
    expect(await sweepFiles()).toMatchObject({ encoded: 1 });
    expect(readdirSync(join(env().DATA_DIR, "attachments-encoded"))).toEqual([used.hash]);
  });

  it("does no harm when two do it at once, while the same content is uploaded again and again", async () => {
    const content = newContent();
    for (let round = 0; round < 10; round++) {
      const { contentHash } = await storeContent(content);
      age("attachments", contentHash, 30);
      const [again] = await Promise.all([upload(content, 0), sweepFiles(), sweepFiles()]);
      expect(await isStored(again.hash)).toBe(true);
      await database().delete(attachments).where(eq(attachments.id, again.id));
    }
  });
});
