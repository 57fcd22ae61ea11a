import type { Locator } from "@playwright/test";
import { openTicket } from "./support/api";
import { startReply } from "./support/composer";
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
