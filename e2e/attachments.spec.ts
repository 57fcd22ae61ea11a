import type { Locator, Page } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { violationsAtEveryWidth } from "./support/axe";
import { composerOf, messageWith, sendReply, startReply } from "./support/composer";
import { nthMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

/** A picture that is worth looking at, made where there is a canvas. @returns its bytes in Base64 */
async function picture(page: Page): Promise<string> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 160;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#2f6fed";
    context.fillRect(0, 0, 320, 160);
    context.fillStyle = "#ffffff";
    context.font = "28px sans-serif";
    context.fillText("Error 0x2A", 80, 90);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
}

type GivenFile = { name: string; type: string; base64: string };

/** Drops files on an element, or pastes them into it, as the browser's events bring them. */
async function bring(target: Locator, event: "drop" | "paste", files: GivenFile[]) {
  await target.evaluate(
    (element, given) => {
      const transfer = new DataTransfer();
      for (const { name, type, base64 } of given.files) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      const { x, y, width, height } = element.getBoundingClientRect();
      const place = { clientX: x + width / 2, clientY: y + height / 2 };
      element.dispatchEvent(
        given.event === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true, ...place })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }),
      );
    },
    { event, files },
  );
}

const isDrawn = (image: Locator) =>
  expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);

const report = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256));
const reportFile = {
  name: "Prüfbericht „März“.bin",
  type: "application/octet-stream",
  base64: report.toString("base64"),
};
const chipsOf = (page: Page) =>
  composerOf(page).getByRole("list", { name: "Attachments" }).getByRole("listitem");

test("a dropped file and a pasted image go out with the reply, and stand in the conversation", async ({
  openAs,
}) => {
  const address = "fila.files@customer.example";
  const { desk } = stage();
  const ticketId = await openTicket(desk, address, "Fila Files");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("This is what we see: ");
  const png = await picture(page);
  await bring(editor, "paste", [{ name: "screenshot.png", type: "image/png", base64: png }]);
  await isDrawn(editor.getByRole("img"));
  await bring(composerOf(page), "drop", [reportFile]);
  await expect(chipsOf(page)).toHaveCount(1);
  await expect(chipsOf(page)).toContainText(`${reportFile.name}68 KB`);
  await expect(composerOf(page).getByRole("status").filter({ hasText: "is attached" })).toBeAttached();

  // The draft has them after a reload, text and image and file.
  await page.waitForTimeout(600);
  await page.reload();
  await isDrawn(editor.getByRole("img"));
  await expect(chipsOf(page)).toHaveCount(1);
  await sendReply(page);
  await expect(chipsOf(page)).toHaveCount(0);

  const { mail, html } = await nthMailTo(address);
  const [image, file] = mail.attachments;
  expect(mail.attachments).toHaveLength(2);
  expect(image).toMatchObject({ contentType: "image/png", related: true });
  expect(image?.content.toString("base64")).toBe(png);
  expect(file?.filename).toBe(reportFile.name);
  expect(file?.content.equals(report)).toBe(true);
  // The parser has put the image where its Content-ID stands.
  expect(html).toContain(`data:image/png;base64,${png}`);

  const message = messageWith(page, "This is what we see");
  await isDrawn(message.getByRole("img"));
  const link = message.getByRole("link", { name: reportFile.name });
  const downloaded = page.waitForEvent("download");
  await link.click();
  expect((await downloaded).suggestedFilename()).toBe(reportFile.name);
  const bytes = await page.request.get((await link.getAttribute("href")) ?? "");
  expect((await bytes.body()).equals(report)).toBe(true);
  expect(bytes.headers()["content-disposition"]).toMatch(/^attachment/);
});

test("an image within a mail that came in is shown in its frame", async ({ openAs }) => {
  const address = "ines.inline@customer.example";
  const { desk } = stage();
  await callApi(desk, "PATCH", "/integration-modules/email", {
    body: { settings: { inbound_key: "a-key-for-incoming-mail" } },
  });
  const page = await openAs("agent");
  await page.goto("/tickets");
  const png = await picture(page);
  const mail = [
    `From: Ines Inline <${address}>`,
    "To: support@larkfield.example",
    "Subject: With a picture",
    "Message-ID: <inline-picture@customer.example>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/related; boundary="b"',
    "",
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "",
    '<p>Look at this: <img src="cid:shot@customer.example" alt="What I see"></p>',
    "--b",
    "Content-Type: image/png",
    "Content-Transfer-Encoding: base64",
    "Content-ID: <shot@customer.example>",
    'Content-Disposition: inline; filename="shot.png"',
    "",
    png.replace(/.{76}/g, "$&\r\n"),
    "--b--",
    "",
  ].join("\r\n");
  const answer = await fetch(`${desk.url}/api/inbound/email`, {
    method: "POST",
    headers: { authorization: "Bearer a-key-for-incoming-mail", "content-type": "message/rfc822" },
    body: mail,
  });
  expect(answer.status).toBe(200);
  await expect(async () => {
    await page.goto("/tickets");
    await page
      .getByRole("link", { name: /With a picture/ })
      .first()
      .click({ timeout: 2000 });
  }).toPass();
  const frame = page.frameLocator('iframe[title*="Ines Inline"]');
  await isDrawn(frame.getByRole("img", { name: "What I see" }));
});

test("a file of 12 MB arrives whole, and one that is too large is refused in words", async ({ openAs }) => {
  const page = await openAs("agent");
  await page.goto("/tickets");
  const upload = (bytes: number) =>
    page.request.post("/api/attachments", {
      headers: { "content-type": "application/zip", "x-file-name": "large.zip" },
      data: Buffer.alloc(bytes, 42),
    });
  const large = await upload(12_000_000);
  expect(large.status()).toBe(201);
  const { id, size } = await large.json();
  expect(size).toBe(12_000_000);
  expect((await (await page.request.get(`/api/attachments/${id}`)).body()).length).toBe(12_000_000);
  const tooLarge = await upload(21 * 1024 * 1024);
  expect(tooLarge.status()).toBe(413);
  expect((await tooLarge.json()).detail).toContain("A reply can have 20 MB of files.");
  // Signed out, and by another site's page.
  const stranger = await openAs(null);
  expect((await stranger.request.get(`/api/attachments/${id}`)).status()).toBe(401);
  const foreign = await page.request.delete(`/api/attachments/${id}`, {
    headers: { origin: "https://evil.example" },
  });
  expect(foreign.status()).toBe(403);
});

test.describe("a file that does not arrive", () => {
  test.use({ expectedComplaints: /ERR_FAILED/ });

  test("says why, and is tried again or removed before anything is sent", async ({ openAs }) => {
    const address = "otis.offline@customer.example";
    const { desk } = stage();
    const ticketId = await openTicket(desk, address, "Otis Offline");
    const page = await openAs("agent");
    await startReply(page, ticketId);
    await page.keyboard.type("With a file");
    await page.route("**/api/attachments", (route) => route.abort(), { times: 1 });
    const choosing = page.waitForEvent("filechooser");
    await composerOf(page).getByRole("button", { name: "Attach files" }).click();
    await (await choosing).setFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("notes"),
    });
    await expect(chipsOf(page)).toContainText("The upload broke off.");
    await composerOf(page).getByRole("button", { name: "Send", exact: true }).click();
    await expect(composerOf(page).getByRole("alert")).toContainText("A file is not attached.");
    await composerOf(page).getByRole("button", { name: "Retry notes.txt" }).click();
    await expect(chipsOf(page)).not.toContainText("broke off");
    await bring(composerOf(page), "drop", [{ name: "other.txt", type: "text/plain", base64: "eA==" }]);
    await composerOf(page).getByRole("button", { name: "Remove other.txt" }).click();
    await expect(chipsOf(page)).toHaveCount(1);
    await sendReply(page);
    const { mail } = await nthMailTo(address);
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(["notes.txt"]);
  });
});

test.describe("the composer with files", () => {
  test.use({ expectedComplaints: /ERR_FAILED/ });

  test("fits a wide screen and a narrow one, and axe finds nothing wrong in either theme", async ({
    openAs,
  }) => {
    const { desk } = stage();
    const ticketId = await openTicket(desk, "axel@customer.example", "Axel Axe");
    const page = await openAs("agent", desk, { bypassCSP: true });
    const editor = await startReply(page, ticketId);
    await page.keyboard.type("Here you are: ");
    await bring(editor, "paste", [
      { name: "screenshot.png", type: "image/png", base64: await picture(page) },
    ]);
    const long = {
      name: `${"a very long name of a file ".repeat(4)}.pdf`,
      type: "application/pdf",
      base64: "eA==",
    };
    await bring(composerOf(page), "drop", [reportFile, long]);
    await expect(chipsOf(page)).toHaveCount(2);
    await page.route("**/api/attachments", (route) => route.abort(), { times: 1 });
    await bring(composerOf(page), "drop", [{ name: "late.zip", type: "application/zip", base64: "eA==" }]);
    await expect(chipsOf(page).getByText("The upload broke off")).toBeVisible();
    expect(await violationsAtEveryWidth(page)).toEqual([]);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
});
