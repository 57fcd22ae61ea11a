import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { eq, inArray } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailMessages } from "@/db/schema/email";
import { integrationModules } from "@/db/schema/integration-modules";
import { attachments, ticketReplies } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { createUser } from "@/services/auth/create-user";
import { BlobMissingError } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { renderMessage } from "@/services/email-delivery/render-message";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { attachmentsOfReply } from "./attachments-of-reply";
import { encodedPath, encodedSize } from "./encode-attachment";
import { insertAttachment } from "./insert-attachment";
import { mailAttachments } from "./mail-attachments";
import { mimePart } from "./mime-part";
import { releaseAttachments } from "./release-attachments";
import { storeContent } from "./store-content";

useTestDatabase();

const system: Actor = { kind: "system", name: "Test", role: "admin" };
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
let ana: Actor & { kind: "user" };
let ben: Actor & { kind: "user" };
let ticketId: number;

async function newAgent(name: string) {
  const email = `${name.toLowerCase()}@example.com`;
  const { userId } = await createUser(system, { name, email });
  return { kind: "user", userId, name, email, role: "agent" } as const;
}

async function upload(content: Buffer, more: { by?: string; contentId?: string; filename?: string } = {}) {
  const attachment = {
    stored: await storeContent(content),
    filename: more.filename ?? "notes.txt",
    contentType: "text/plain",
    contentId: more.contentId ?? null,
    isInline: more.contentId !== undefined,
  };
  const uploadedByUserId = more.by ?? ana.userId;
  return (await insertAttachment(database(), attachment, { ticketReplyId: null, uploadedByUserId })).id;
}

const filesOf = async (replyId: number) => (await attachmentsOfReply([replyId])).get(replyId) ?? [];
const rowsOf = (ids: number[]) => database().select().from(attachments).where(inArray(attachments.id, ids));
const repliesOf = () => database().select().from(ticketReplies).where(eq(ticketReplies.ticketId, ticketId));

async function setLimit(megabytes: number) {
  await database()
    .update(integrationModules)
    .set({ settings: { max_attachment_mb: megabytes } })
    .where(eq(integrationModules.slug, "email"));
}

beforeAll(async () => {
  ana = await newAgent("Ana");
  ben = await newAgent("Ben");
  const requester = { email: "dana@example.org", name: "Dana" };
  ({ ticketId } = await openTicket(system, { subject: "Printer", requester, text: "It burns." }));
});

describe("a reply's uploads", () => {
  it("become its files, in the order in which they were attached, and belong to no other reply", async () => {
    const ids = [await upload(Buffer.from("one")), await upload(png, { filename: "shot.bin" })];
    const { replyId } = await replyToTicket(ana, {
      ticketId,
      html: "<p>See</p>",
      attachmentIds: [...ids, ids[0] ?? 0],
    });
    expect(await filesOf(replyId)).toEqual([
      {
        id: ids[0],
        filename: "notes.txt",
        contentType: "text/plain",
        size: 3,
        isInline: false,
        contentId: null,
      },
      {
        id: ids[1],
        filename: "shot.bin",
        contentType: "image/png",
        size: 16,
        isInline: false,
        contentId: null,
      },
    ]);
    await expect(
      replyToTicket(ana, { ticketId, html: "<p>Again</p>", attachmentIds: ids }),
    ).rejects.toMatchObject({ code: "invalid", field: "attachmentIds" });
  });

  it("are the actor's own: another agent's, and a program's claim on any, are refused and nothing is written", async () => {
    const id = await upload(Buffer.from("ben's"), { by: ben.userId });
    const before = (await repliesOf()).length;
    const program: Actor = { kind: "api_key", apiKeyId: 1, name: "Program", role: "admin" };
    for (const actor of [ana, program, system]) {
      await expect(
        replyToTicket(actor, { ticketId, html: "<p>Mine</p>", attachmentIds: [id] }),
      ).rejects.toMatchObject({ code: "invalid" });
    }
    expect(await repliesOf()).toHaveLength(before);
    expect(await rowsOf([id])).toMatchObject([{ ticketReplyId: null }]);
  });

  it("may be all there is of a reply, or of a note", async () => {
    for (const internal of [false, true]) {
      const id = await upload(Buffer.from("only"));
      const { replyId } = await replyToTicket(ana, { ticketId, html: "", internal, attachmentIds: [id] });
      expect(await filesOf(replyId)).toHaveLength(1);
    }
    await expect(replyToTicket(ana, { ticketId, html: "" })).rejects.toMatchObject({ code: "invalid" });
  });

  it("are no reply when all there is of them is an image that was taken out of the text again", async () => {
    const id = await upload(png, { contentId: "taken-out-again@inline.myportal" });
    await expect(
      replyToTicket(ana, { ticketId, html: "<p></p>", attachmentIds: [id] }),
    ).rejects.toMatchObject({ code: "invalid", field: "html" });
  });

  it("have a limit together, which counts what a program sends along as well", async () => {
    await setLimit(1);
    const half = Buffer.alloc(600 * 1024, 1);
    const ids = [await upload(half), await upload(half)];
    await expect(
      replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: ids }),
    ).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("1.2 MB together. A reply can have 1 MB"),
    });
    const stored = await storeContent(half);
    const added = [1, 2].map((n) => ({ stored, filename: `${n}.bin`, contentType: "" }));
    await expect(replyToTicket(system, { ticketId, html: "<p>x</p>" }, added)).rejects.toMatchObject({
      code: "too_large",
    });
    const { replyId } = await replyToTicket(system, { ticketId, html: "<p>x</p>" }, added.slice(0, 1));
    expect(await filesOf(replyId)).toMatchObject([
      { filename: "1.bin", contentType: "application/octet-stream" },
    ]);
    await setLimit(20);
  });

  it("raced for by two replies, are the first one's", async () => {
    const id = await upload(Buffer.from("race"));
    const reply = () => replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: [id] });
    const results = await Promise.allSettled([reply(), reply()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("are uploads again when the reply is taken back", async () => {
    const id = await upload(Buffer.from("undo"));
    const { replyId } = await replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: [id] });
    const released = await database().transaction(async (tx) => {
      const files = await releaseAttachments(tx, replyId, ana.userId);
      await tx.delete(ticketReplies).where(eq(ticketReplies.id, replyId));
      return files;
    });
    expect(released).toMatchObject([{ id, filename: "notes.txt" }]);
    const again = await replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: [id] });
    expect(await filesOf(again.replyId)).toMatchObject([{ id }]);
  });
});

describe("images in a reply's text", () => {
  it("stay when they are the reply's own, in what is kept and in what is mailed", async () => {
    const id = await upload(png, { contentId: "pasted@example" });
    const html = '<p>Look: <img src="cid:pasted@example" alt="Shot"> <img src="cid:other@example"></p>';
    const { replyId } = await replyToTicket(ana, { ticketId, html, attachmentIds: [id] });
    const [reply] = await database().select().from(ticketReplies).where(eq(ticketReplies.id, replyId));
    expect(reply?.bodyHtml).toBe('<p>Look: <img src="cid:pasted@example" alt="Shot" /> </p>');
    const [message] = await database()
      .select()
      .from(emailMessages)
      .where(eq(emailMessages.ticketReplyId, replyId));
    if (!message) throw new Error("no message");
    expect((await renderMessage(message)).html).toContain('<img src="cid:pasted@example" alt="Shot"');
    // A later mail quotes the text, and does not have the image.
    const next = await replyToTicket(ana, { ticketId, html: "<p>And?</p>" });
    const [later] = await database()
      .select()
      .from(emailMessages)
      .where(eq(emailMessages.ticketReplyId, next.replyId));
    if (!later) throw new Error("no message");
    const quoted = (await renderMessage(later)).html;
    expect(quoted).toContain("Look:");
    expect(quoted).not.toContain("cid:");
  });

  it("that were taken out again are not sent", async () => {
    const id = await upload(png, { contentId: "removed@example" });
    const { replyId } = await replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: [id] });
    expect(await filesOf(replyId)).toEqual([]);
    expect(await rowsOf([id])).toMatchObject([{ ticketReplyId: null }]);
  });
});

describe("a reply's files in its mail", () => {
  const content = Buffer.from(Array.from({ length: 200_003 }, (_, at) => (at * 7) % 256));

  async function replyWith(files: Buffer[]) {
    const ids = await Promise.all(files.map((file, at) => upload(file, { filename: `file ${at} – ü.bin` })));
    return (await replyToTicket(ana, { ticketId, html: "<p>x</p>", attachmentIds: ids })).replyId;
  }

  it("are encoded once into lines of 76, also when many ask at the same time", async () => {
    const [file] = await mailAttachments(await replyWith([content]));
    if (!file) throw new Error("no file");
    const paths = await Promise.all(Array.from({ length: 20 }, () => file.encodedFile()));
    expect(new Set(paths).size).toBe(1);
    const path = paths[0] ?? "";
    const encoded = await readFile(path, "latin1");
    expect(encoded).toBe(content.toString("base64").replace(/.{76}(?=.)/g, "$&\r\n"));
    expect(encoded).toHaveLength(encodedSize(content.length));
    expect(await file.base64()).toBe(content.toString("base64"));
    const { ino } = await stat(path);
    await file.encodedFile();
    expect((await stat(path)).ino).toBe(ino);
  });

  it.each([0, 1, 2, 3, 56, 57, 58, 113, 114, 115])(
    "have the size that was foreseen, with %i bytes",
    async (size) => {
      const [file] = await mailAttachments(await replyWith([Buffer.alloc(size, size)]));
      const encoded = await readFile((await file?.encodedFile()) ?? "", "latin1");
      expect(encoded).toHaveLength(encodedSize(size));
      expect(Buffer.from(encoded, "base64")).toEqual(Buffer.alloc(size, size));
    },
  );

  it("are encoded anew when the encoded file is torn, and it is young again when it is used", async () => {
    const bytes = Buffer.from("torn file");
    const [file] = await mailAttachments(await replyWith([bytes]));
    const path = (await file?.encodedFile()) ?? "";
    await writeFile(path, "");
    expect(await file?.base64()).toBe(bytes.toString("base64"));
    await utimes(path, new Date(0), new Date(0));
    await file?.encodedFile();
    expect((await stat(path)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it("whose content is lost say so", async () => {
    const [file] = await mailAttachments(await replyWith([Buffer.from("lost")]));
    const { contentHash } = await storeContent(Buffer.from("lost"));
    await openBlobStore("attachments").delete(contentHash);
    expect(encodedPath(contentHash)).toContain(contentHash);
    await expect(file?.encodedFile()).rejects.toThrow(BlobMissingError);
  });

  it("are parts that a mail program reads: names, types, bytes and the image in the text", async () => {
    const imageId = await upload(png, { contentId: "in-text@example", filename: "shot.png" });
    const fileId = await upload(content, { filename: "Kosten für März „2026“.bin" });
    const { replyId } = await replyToTicket(ana, {
      ...{ ticketId, html: '<p><img src="cid:in-text@example"></p>', attachmentIds: [imageId, fileId] },
    });
    const files = await mailAttachments(replyId);
    const parts = await Promise.all(
      files.map(async (file) => ({
        raw: await mimePart(file),
        ...(file.isInline ? { cid: file.contentId ?? "" } : {}),
      })),
    );
    const sender = createTransport({ streamTransport: true, buffer: true });
    const { message } = await sender.sendMail({
      ...{
        from: "a@example.com",
        to: "b@example.com",
        html: '<img src="cid:in-text@example">',
        attachments: parts,
      },
    });
    const source = message.toString();
    expect(Math.max(...source.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
    const mail = await simpleParser(source, { skipImageLinks: true });
    expect(
      mail.attachments.map(({ filename, contentType, cid, related }) => ({
        filename,
        contentType,
        cid,
        related,
      })),
    ).toEqual([
      { filename: "shot.png", contentType: "image/png", cid: "in-text@example", related: true },
      {
        filename: "Kosten für März „2026“.bin",
        contentType: "text/plain",
        cid: undefined,
        related: undefined,
      },
    ]);
    expect(mail.attachments[1]?.content.equals(content)).toBe(true);
    expect(mail.attachments[0]?.content.equals(png)).toBe(true);
  });
});
