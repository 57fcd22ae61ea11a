import { text } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { suppressedAddresses } from "@/db/schema/email";
import { inboundEmails } from "@/db/schema/inbound";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { listSuppressedAddresses } from "@/services/email-delivery/list-suppressed-addresses";
import { listIgnoredEmails } from "./list-ignored-emails";
import { openInboundEmail } from "./open-inbound-email";
import { receiveEmail } from "./receive-email";
import { retryInboundEmail } from "./retry-inbound-email";

useTestDatabase();

const agent: Actor = { kind: "system", name: "Test", role: "admin" };
const raw = "From: ana@example.org\r\nSubject: Hello\r\n\r\nHello\r\n";

async function arrival(changes: Partial<typeof inboundEmails.$inferInsert>): Promise<number> {
  const { inboundEmailId } = await receiveEmail({
    ...{ source: "http", sourceRef: null, envelopeFrom: null, envelopeTo: [] },
    content: Buffer.from(raw),
  });
  await database().update(inboundEmails).set(changes).where(eq(inboundEmails.id, inboundEmailId));
  return inboundEmailId;
}

describe("a mail that could not be read", () => {
  it("is given as it came, byte for byte, and is missed when its bytes are lost", async () => {
    const id = await arrival({ status: "failed" });
    const { size, content } = await openInboundEmail(id);
    expect(size).toBe(raw.length);
    expect(await text(content)).toBe(raw);
    const [row] = await database().select().from(inboundEmails).where(eq(inboundEmails.id, id));
    await openBlobStore("inbound-mail").delete(row?.contentHash ?? "");
    await expect(openInboundEmail(id)).rejects.toThrow("This mail is lost");
    await expect(openInboundEmail(999_999)).rejects.toThrow("no such mail");
  });

  it("is read again from the start when asked for, once", async () => {
    const failed = { status: "failed" as const, attempts: 10, detail: "Too odd.", handledAt: new Date() };
    const id = await arrival(failed);
    await retryInboundEmail(agent, id);
    const [row] = await database().select().from(inboundEmails).where(eq(inboundEmails.id, id));
    expect(row).toMatchObject({ status: "received", attempts: 0, detail: null, handledAt: null });
    await expect(retryInboundEmail(agent, id)).rejects.toThrow("not one that failed");
  });
});

describe("what was ignored", () => {
  it("is listed with its reason for some days, newest first", async () => {
    const day = 24 * 3_600_000;
    const first = await arrival({ status: "ignored", detail: "An automatic reply." });
    const second = await arrival({ status: "ignored", detail: "A list." });
    await arrival({ status: "ignored", receivedAt: new Date(Date.now() - 8 * day) });
    const listed = await listIgnoredEmails({ days: 7, limit: 10 });
    expect(listed.map(({ inboundEmailId }) => inboundEmailId)).toEqual([second, first]);
    expect(listed[1]?.detail).toBe("An automatic reply.");
  });
});

describe("the addresses that get no mail", () => {
  it("are paged through, also those of one moment, each once", async () => {
    const createdAt = new Date("2026-05-04T09:00:00.250Z");
    const emails = ["a", "b", "c", "d", "e"].map((name) => `${name}@example.org`);
    await database()
      .insert(suppressedAddresses)
      .values(emails.map((email) => ({ email, reason: "hard_bounce" as const, createdAt })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listSuppressedAddresses({ limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.addresses.map(({ email }) => email));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(emails.toReversed());
    await expect(listSuppressedAddresses({ cursor: "x" })).rejects.toThrow("cursor");
  });
});
