import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailCatcherSmtpUrl } from "./mail-catcher-url";
import { type MailCatcher, startMailCatcher } from "./start-mail-catcher";

let dataDir: string;
let catcher: MailCatcher;
beforeAll(async () => {
  Object.assign(process.env, {
    LOG_LEVEL: "silent",
    SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
    DATABASE_URL: "mysql://none:none@127.0.0.1:1/none",
  });
  dataDir = await mkdtemp(join(tmpdir(), "myportal-catcher-"));
  catcher = await startMailCatcher({ smtpPort: 0, webPort: 0, dataDir });
});
afterAll(async () => {
  await catcher.close();
  await rm(dataDir, { recursive: true });
});

async function send(subject: string, html: string, to = "ann@example.com") {
  const transport = createTransport(catcher.smtpUrl);
  await transport.sendMail({
    from: "Ben <ben@example.com>",
    to,
    bcc: "eve@example.com",
    subject,
    html,
    text: "the text part",
  });
  transport.close();
  const { messages } = (await (await get("/api/messages")).json()) as {
    messages: { id: string; subject: string }[];
  };
  const found = messages.find((message) => message.subject === subject);
  if (!found) throw new Error(`the mail ${subject} was not caught`);
  return found.id;
}

const get = (path: string, init?: RequestInit) => fetch(new URL(path, catcher.webUrl), init);

describe("the mail catcher", () => {
  it("takes a mail by SMTP, keeps it as a file and lists it, newest first", async () => {
    await send("First", "<p>one</p>");
    const id = await send("Second & <last>", "<p>two</p>");
    expect(await readdir(join(dataDir, "inbox"))).toContain(`${id}.eml`);
    const page = await (await get("/")).text();
    expect(page.indexOf("Second &amp; &lt;last&gt;")).toBeLessThan(page.indexOf("First"));
    expect(page).toContain("to ann@example.com, eve@example.com");
  });

  it("shows HTML, text, headers and source", async () => {
    const id = await send("Views", "<p>the html part</p>");
    expect(await (await get(`/messages/${id}/body`)).text()).toContain("<p>the html part</p>");
    expect(await (await get(`/messages/${id}?tab=text`)).text()).toContain("the text part");
    expect(await (await get(`/messages/${id}?tab=headers`)).text()).toMatch(
      /<th scope="row">Message-ID<\/th>/i,
    );
    expect(await (await get(`/messages/${id}?tab=source`)).text()).toContain("Delivered-To: ann@example.com");
  });

  it("runs nothing of a mail, and loads remote images only when asked to", async () => {
    const id = await send("Hostile", '<script>alert(1)</script><img src="https://x.example/p.gif">');
    const blocked = (await get(`/messages/${id}/body`)).headers.get("content-security-policy");
    expect(blocked).toContain("default-src 'none'");
    expect(blocked).toContain("img-src data:;");
    expect(blocked).toMatch(/sandbox(?!.*allow-scripts)/);
    const loaded = (await get(`/messages/${id}/body?images=1`)).headers.get("content-security-policy");
    expect(loaded).toContain("img-src data: http: https:;");
    const page = await (await get(`/messages/${id}`)).text();
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toContain('referrerpolicy="no-referrer"');
    expect(page).toContain("Load remote images");
  });

  it("escapes what a mail's sender wrote", async () => {
    const id = await send('"><script>x</script>', "<p>x</p>");
    for (const path of [
      "/",
      `/messages/${id}`,
      `/messages/${id}?tab=headers`,
      `/messages/${id}?tab=source`,
    ]) {
      expect(await (await get(path)).text()).not.toContain("<script>x");
    }
  });

  it("answers no other name than this machine's, so that no page elsewhere reads mail", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(catcher.webUrl, { headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
    const answer = await get("/api/messages", { headers: { origin: "https://evil.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect((await get("/", { method: "POST" })).status).toBe(405);
  });

  it("says 404 for what is not there, and reads no file outside its folder", async () => {
    for (const path of [
      "/messages/1700000000000-abcdefabcdef",
      "/messages/..%2f..%2fetc%2fpasswd",
      "/nothing",
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it("tells open pages of a new mail", async () => {
    const stream = await get("/events");
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await send("Live", "<p>x</p>");
    expect((await reader?.read())?.value).toContain("data: new mail");
    await reader?.cancel();
  });

  it("finds what it kept after a restart, and takes a free port when its own is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = address && typeof address === "object" ? address.port : 0;
    const kept = (await readdir(join(dataDir, "inbox"))).length;
    await catcher.close();
    expect(mailCatcherSmtpUrl()).toBeNull();
    catcher = await startMailCatcher({ smtpPort: port, webPort: port, dataDir });
    expect(catcher.smtpUrl).not.toContain(`:${port}`);
    expect(mailCatcherSmtpUrl()).toBe(catcher.smtpUrl);
    const { messages } = (await (await get("/api/messages")).json()) as { messages: object[] };
    expect(messages).toHaveLength(kept);
    taken.close();
  });
});
