import type { Locator } from "@playwright/test";
import { openTicket } from "./support/api";
import { composerOf, sendReply, startReply } from "./support/composer";
import { nthMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

async function pasteHtml(editor: Locator, html: string) {
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

const htmlOf = (editor: Locator) =>
  editor.evaluate((element) =>
    element.innerHTML.replace(/<br class="ProseMirror-trailingBreak">/g, "").replace(/(<p><\/p>)+$/, ""),
  );

const wordItem = (marker: string, level: number, text: string) =>
  `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]>` +
  `<span style='mso-bidi-font-family:Calibri'><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;</span></span></span>` +
  `<![endif]>${text}<o:p></o:p></p>\n`;

test("lists from Word keep their numbers and their levels", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "nell.numbers@customer.example", "Nell Numbers");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await pasteHtml(
    editor,
    `<html><body><!--StartFragment-->${wordItem("1.", 1, "Open it")}${wordItem("a.", 2, "With the key")}${wordItem("b.", 2, "Or a coin")}` +
      `${wordItem("2.", 1, "Close it")}<p class=MsoNormal>Later:</p>${wordItem("3.", 1, "Wait")}${wordItem("·", 1, "Or not")}<!--EndFragment--></body></html>`,
  );
  expect(await htmlOf(editor)).toBe(
    "<ol><li><p>Open it</p><ol><li><p>With the key</p></li><li><p>Or a coin</p></li></ol></li><li><p>Close it</p></li></ol>" +
      '<p>Later:</p><ol start="3"><li><p>Wait</p></li></ol><ul><li><p>Or not</p></li></ul>',
  );
});

test("the cells of a pasted table do not run into each other", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "tim.table@customer.example", "Tim Table");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await pasteHtml(
    editor,
    "<table border=0 style='width:96pt'><col width=64><tr height=20><td class=xl65>Item</td><td>Price</td></tr>" +
      "<tr><td><p class=MsoNormal><b>Logger</b></p></td><td><p class=MsoNormal>12 €</p></td></tr><tr><td></td><td></td></tr></table>",
  );
  expect(await htmlOf(editor)).toBe("<p>Item | Price</p><p><strong>Logger</strong> | 12 €</p>");

  // A table that only lays a mail out is no table of cells.
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await pasteHtml(
    editor,
    "<table><tbody><tr><td><div>Dear Tim,</div><div>see below.</div></td></tr><tr><td>Yours</td></tr></tbody></table>",
  );
  expect(await htmlOf(editor)).toBe("<p>Dear Tim,</p><p>see below.</p><p>Yours</p>");
});

test("what is moved within the composer keeps its empty lines and its spaces", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "mia.move@customer.example", "Mia Move");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("One   two");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Three");
  const before = await htmlOf(editor);
  expect(before).toBe("<p>One   two</p><p></p><p>Three</p>");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+x");
  await expect(editor).toHaveText("");
  await page.keyboard.press("Control+v");
  expect(await htmlOf(editor)).toBe(before);
});

test("addresses come with the commas of their names", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "quinn.quoted@customer.example", "Quinn Quoted");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  const to = composerOf(page).getByRole("textbox", { name: "To: add an address" });
  await to.click();
  await page.keyboard.type('"Lima, Ana" <ana@example.com>');
  await page.keyboard.press("Enter");
  await expect(composerOf(page)).toContainText("Lima, Ana <ana@example.com>");
  await to.evaluate((element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "Reyes, Bo <bo@example.com>; Cy Doe <cy@example.com>; cy@example.com");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(composerOf(page)).toContainText("Reyes, Bo <bo@example.com>");
  await expect(composerOf(page).getByText("cy@example.com")).toHaveCount(1);
});

test("empty lines and rows of spaces arrive as they were written", async ({ openAs, mailClient }) => {
  const address = "sven.spaces@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Sven Spaces");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  for (const key of ["One", "Enter", "Two", "Enter", "Enter", "Three    apart"]) {
    if (key === "Enter") await page.keyboard.press(key);
    else await page.keyboard.type(key);
  }
  await sendReply(page);
  const mail = await mailClient.open((await nthMailTo(address)).html);
  const lines = mail.locator(".mail-html").first().locator("p");
  const [one = 0, two = 0, three = 0] = await lines
    .filter({ hasText: /One|Two|Three/ })
    .evaluateAll((paragraphs) => paragraphs.map((paragraph) => paragraph.getBoundingClientRect().top));
  expect(three - two).toBeGreaterThan(1.5 * (two - one));
  // White space as it is shown, and not as it is written.
  expect(await lines.filter({ hasText: "Three" }).textContent()).toBe("Three\u00a0\u00a0\u00a0 apart");
});
