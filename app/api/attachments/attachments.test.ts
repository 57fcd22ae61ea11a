import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { DELETE, GET as getUpload } from "@/app/api/attachments/[id]/route";
import { GET as checkUploads, POST } from "@/app/api/attachments/route";
import { contentDisposition } from "@/app/api/serve-attachment";
import { GET as download } from "@/app/tickets/[id]/attachments/[attachmentId]/route";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { attachments } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { AttachmentView } from "@/services/attachments/attachments-of-reply";
import { attachmentOfLink, imageLink } from "@/services/attachments/image-link";
import { insertAttachment } from "@/services/attachments/insert-attachment";
import { storeContent } from "@/services/attachments/store-content";
import type { Actor } from "@/services/auth/actor";
import { auth } from "@/services/auth/auth";
import { createUser } from "@/services/auth/create-user";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { openTicket } from "@/services/tickets/open-ticket";
import { GET as getImage } from "../attachment-images/[token]/route";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const system: Actor = { kind: "system", name: "Test", role: "admin" };
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const base = "https://support.example.com";
let ana: string;
let ben: string;

async function signIn(name: string): Promise<string> {
  const credentials = { email: `${name}@example.com`, password: "a long enough password" };
  await createUser(system, { name, ...credentials });
  const response = await auth().api.signInEmail({ body: credentials, asResponse: true });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

beforeAll(async () => {
  ana = await signIn("ana");
  ben = await signIn("ben");
});

type UploadOptions = { cookie?: string; name?: string; type?: string; headers?: Record<string, string> };

function upload(body: BodyInit, options: UploadOptions = {}) {
  const request = new Request(`${base}/api/attachments`, {
    ...{ method: "POST", body, duplex: "half" },
    headers: {
      cookie: options.cookie ?? ana,
      "content-type": options.type ?? "text/plain",
      "x-file-name": encodeURIComponent(options.name ?? "notes.txt"),
      "sec-fetch-site": "same-origin",
      ...options.headers,
    },
  });
  return POST(request, { params: Promise.resolve({}) });
}

const uploaded = async (...given: Parameters<typeof upload>): Promise<AttachmentView> =>
  (await upload(...given)).json();
const as = (cookie: string, path = "/") => new Request(`${base}${path}`, { headers: { cookie } });
const params = <T>(given: T) => ({ params: Promise.resolve(given) });

async function newTicket() {
  const requester = { email: "dana@example.org", name: "Dana" };
  return openTicket(system, { subject: "Printer", requester, text: "It burns." });
}

async function fileOf(replyId: number, content: Buffer, filename: string, contentType: string) {
  const attachment = { stored: await storeContent(content), filename, contentType };
  return insertAttachment(database(), attachment, { ticketReplyId: replyId, uploadedByUserId: null });
}

describe("uploading a file", () => {
  it("keeps its bytes, its name without its path, and tells what it is called", async () => {
    const answer = await upload("hello", { name: "C:\\tmp\\Grüße.txt" });
    expect(answer.status).toBe(201);
    const view = await answer.json();
    expect(view).toMatchObject({
      filename: "Grüße.txt",
      contentType: "text/plain",
      size: 5,
      isInline: false,
    });
    const [row] = await database().select().from(attachments).where(eq(attachments.id, view.id));
    expect(row?.contentHash).toBe(createHash("sha256").update("hello").digest("hex"));
  });

  it("of an image for the text is inline, under the name that the text uses", async () => {
    const headers = { "x-content-id": "0123456789abcdef@inline.example" };
    expect(await uploaded(png, { headers })).toMatchObject({
      ...{ contentType: "image/png", isInline: true, contentId: "0123456789abcdef@inline.example" },
    });
    const odd = await upload(png, { headers: { "x-content-id": "x> <y" } });
    expect(odd.status).toBe(422);
  });

  it("that is too large is refused in words: by what was announced, and by what really comes", async () => {
    await database()
      .update(integrationModules)
      .set({ settings: { max_attachment_mb: 1 } })
      .where(eq(integrationModules.slug, "email"));
    const size = 1024 * 1024 + 1;
    let pulled = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          pulled += 65_536;
          controller.enqueue(new Uint8Array(65_536));
        },
      });
    for (const answer of [
      await upload(endless(), { headers: { "content-length": String(size) } }),
      await upload(Buffer.alloc(size)),
      await upload(endless()),
    ]) {
      expect(answer.status).toBe(413);
      expect((await answer.json()).detail).toBe("A reply can have 1 MB of files. Send a link to this one.");
    }
    expect(pulled).toBeLessThan(2 * size);
    expect((await upload(Buffer.alloc(size - 1))).status).toBe(201);
    await database()
      .update(integrationModules)
      .set({ settings: {} })
      .where(eq(integrationModules.slug, "email"));
  });

  it("is for who is signed in, from our own pages only, and needs a name", async () => {
    expect((await upload("x", { cookie: "" })).status).toBe(401);
    expect((await upload("x", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await upload("x", { headers: { "sec-fetch-site": "same-site" } })).status).toBe(403);
    expect((await upload("x", { headers: { "x-file-name": "" } })).status).toBe(422);
    expect((await upload("x", { headers: { "x-file-name": "%E0%A4%A" } })).status).toBe(422);
    const oldBrowser = (origin: string) =>
      POST(
        new Request(`${base}/api/attachments`, {
          ...{ method: "POST", body: "x", headers: { cookie: ana, origin, "x-file-name": "a" } },
        }),
        params({}),
      );
    expect((await oldBrowser("https://evil.example")).status).toBe(403);
    expect((await oldBrowser("null")).status).toBe(403);
    expect((await oldBrowser(base)).status).toBe(201);
  });
});

describe("an upload that waits", () => {
  it("is seen and taken back by who made it, and by nobody else", async () => {
    const { id } = await uploaded("mine");
    const path = params({ id: String(id) });
    expect(await (await getUpload(as(ana), path)).text()).toBe("mine");
    expect((await getUpload(as(ben), path)).status).toBe(404);
    const remove = (cookie: string) =>
      DELETE(
        new Request(base, { method: "DELETE", headers: { cookie, "sec-fetch-site": "same-origin" } }),
        path,
      );
    expect((await remove(ben)).status).toBe(404);
    const list = async (cookie: string) =>
      (await (await checkUploads(as(cookie, `/api/attachments?ids=${id},999999,x`), params({}))).json())
        .length;
    expect(await list(ana)).toBe(1);
    expect(await list(ben)).toBe(0);
    expect((await remove(ana)).status).toBe(204);
    expect((await remove(ana)).status).toBe(404);
    expect(await list(ana)).toBe(0);
  });
});

describe("downloading a file of a message", () => {
  const get = async (cookie: string, ticketId: number | string, id: number | string, query = "") =>
    download(as(cookie, `/tickets/${ticketId}/attachments/${id}${query}`), {
      params: Promise.resolve({ id: String(ticketId), attachmentId: String(id) }),
    });

  it("gives its bytes under its name, and tells browsers to run and guess nothing", async () => {
    const { ticketId, replyId } = await newTicket();
    const { id } = await fileOf(replyId, Buffer.from("bytes"), 'Grüße "1".txt', "text/plain");
    const answer = await get(ben, ticketId, id);
    expect(await answer.text()).toBe("bytes");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/plain",
      "content-length": "5",
      "content-disposition": `attachment; filename="Gr__e _1_.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.txt`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    });
  });

  it.each([
    ["text/html", "page.html", "<script>alert(1)</script>"],
    ["image/svg+xml", "drawing.svg", "<svg onload='alert(1)'/>"],
    ["application/xhtml+xml", "page.xhtml", "<html/>"],
    ["text/javascript", "x.js", "alert(1)"],
    ["image/png", "not.png", "<script>alert(1)</script>"],
    ["application/pdf", "doc.pdf", "%PDF-1.7"],
  ])("never shows %s: it is saved as bytes", async (type, name, content) => {
    const { ticketId, replyId } = await newTicket();
    const { id } = await fileOf(replyId, Buffer.from(content), name, type);
    const answer = await get(ana, ticketId, id);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(await answer.text()).toBe(content);
  });

  it("shows images, unless they are to be saved", async () => {
    const { ticketId, replyId } = await newTicket();
    const { id } = await fileOf(replyId, png, "shot.png", "image/png");
    expect((await get(ana, ticketId, id)).headers.get("content-disposition")).toMatch(/^inline; /);
    expect((await get(ana, ticketId, id, "?download=1")).headers.get("content-disposition")).toMatch(
      /^attachment; /,
    );
  });

  it("is for who is signed in, and of that very ticket", async () => {
    const [one, other] = [await newTicket(), await newTicket()];
    const { id } = await fileOf(one.replyId, png, "shot.png", "image/png");
    expect((await get("", one.ticketId, id)).status).toBe(401);
    for (const [ticketId, fileId] of [
      [other.ticketId, id],
      [one.ticketId, 999_999],
      [one.ticketId, "1e3"],
      ["0", id],
      [one.ticketId, "../1"],
    ] as const) {
      expect((await get(ana, ticketId, fileId)).status).toBe(404);
    }
    const waiting = await uploaded("waits");
    expect((await get(ana, one.ticketId, waiting.id)).status).toBe(404);
  });

  it("says so when the content is lost", async () => {
    const { ticketId, replyId } = await newTicket();
    const content = Buffer.from("soon lost");
    const { id } = await fileOf(replyId, content, "a.txt", "text/plain");
    await openBlobStore("attachments").delete(createHash("sha256").update(content).digest("hex"));
    const answer = await get(ana, ticketId, id);
    expect(answer.status).toBe(404);
    expect((await answer.json()).detail).toContain("lost");
  });
});

describe("an image of a message, by its link", () => {
  const ask = (path: string) => getImage(new Request(base), params({ token: path.split("/").at(-1) ?? "" }));

  it("is shown without a session, for an hour at least and two at most", async () => {
    const { replyId } = await newTicket();
    const { id } = await fileOf(replyId, png, "shot.png", "image/png");
    const answer = await ask(imageLink(id));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(answer.headers.get("cache-control")).toBe("private, max-age=3600");
    const at = Date.UTC(2026, 10, 24, 10, 59, 59);
    const token = imageLink(id, at).split("/").at(-1) ?? "";
    expect(attachmentOfLink(token, at + 3_600_000)).toBe(id);
    expect(attachmentOfLink(token, at + 2 * 3_600_000)).toBeNull();
    expect(imageLink(id, at)).toBe(imageLink(id, at - 60_000));
  });

  it("is nothing else: not another file, not a later time, not a file that is no image", async () => {
    const { replyId } = await newTicket();
    const image = await fileOf(replyId, png, "shot.png", "image/png");
    const text = await fileOf(replyId, Buffer.from("secret"), "secret.txt", "text/plain");
    const [id, expires, signature] = (imageLink(image.id).split("/").at(-1) ?? "").split(".");
    for (const forged of [
      `${text.id}.${expires}.${signature}`,
      `${id}.${Number(expires) + 3600}.${signature}`,
      `${id}.${expires}.${signature?.slice(0, -1)}A`,
      `${id}.${expires}.`,
      "nonsense",
      "",
    ]) {
      expect((await ask(forged)).status).toBe(404);
    }
    expect((await ask(imageLink(text.id))).status).toBe(404);
  });
});

describe("the name of a file in a header", () => {
  it("is one header, whatever is in it", () => {
    const header = contentDisposition("attachment", `a"b\\c%d;e'f(g)*h\u{1f600}.txt`);
    expect(header).toBe(
      `attachment; filename="a_b_c_d;e'f(g)*h__.txt"; filename*=UTF-8''a%22b%5Cc%25d%3Be%27f%28g%29%2Ah%F0%9F%98%80.txt`,
    );
  });
});
