import { load } from "cheerio";
import { callApi, openTicket } from "./support/api";
import {
  composerOf,
  linkLastWord,
  messageWith,
  replyWithLink,
  sendReply,
  startReply,
} from "./support/composer";
import { mailsTo, nthMailTo, pixelOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

/** What Word puts on the clipboard: its styles, its own elements, list paragraphs with a bullet drawn by hand. */
const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style>p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;}</style></head>
<body lang=EN-GB><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:8.0pt'><span style='font-size:14.0pt;color:#C00000'>Before you <b>start</b>:<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]>Charge the logger<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]>Pair it<o:p></o:p></p>
<!--EndFragment--></body></html>`;

test("what is pasted from Word arrives in the mail as clean paragraphs and a list", async ({ openAs }) => {
  const address = "wim.word@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Wim Word");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await editor.evaluate((element, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "Before you start");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, fromWord);
  await expect(editor.getByRole("listitem")).toHaveText(["Charge the logger", "Pair it"]);
  await sendReply(page);

  const { html, mail } = await nthMailTo(address);
  const $ = load(html);
  expect(
    $("li")
      .map((_, item) => $(item).text().trim())
      .get(),
  ).toEqual(["Charge the logger", "Pair it"]);
  expect($("strong").text()).toBe("start");
  const written = $(".mail-html").first().html() ?? "";
  expect(written).toContain("<p>Before you <strong>start</strong>:</p>");
  expect(written).not.toMatch(/style=|class=|mso|<o:p|·/i);
  // The list is the end of it: no empty paragraph, which the editor keeps for the caret.
  expect(written).toMatch(/<\/ul>$/);
  expect(mail.text).toContain("Charge the logger");
});

test("a draft is discarded when the question is answered with yes, and not before", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "dirk.discard@customer.example", "Dirk Discard");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("An hour of work");
  const discard = composerOf(page).getByRole("button", { name: "Discard draft" });
  const question = page.getByRole("alertdialog", { name: "Discard this draft?" });
  await discard.click();
  await expect(question).toContainText("Its text is gone for good.");
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(editor).toHaveText("An hour of work");
  await discard.click();
  await question.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(editor).toHaveText("");
  await page.reload();
  await expect(editor).toHaveText("");
});

test("a draft outlives a reload with its recipients, and is gone once it is sent", async ({ openAs }) => {
  const address = "dana.draft@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Dana Draft");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("Not finished yet");
  await composerOf(page).getByRole("button", { name: "Cc/Bcc" }).click();
  await composerOf(page)
    .getByRole("textbox", { name: "Cc: add an address", exact: true })
    .fill("colin.cc@customer.example");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain("colin.cc@customer.example");

  await page.reload();
  const editor = composerOf(page).getByRole("textbox", { name: "Reply" });
  await expect(editor).toHaveText("Not finished yet");
  await expect(composerOf(page)).toContainText("colin.cc@customer.example");
  await sendReply(page);
  await expect(editor).toHaveText("");
  await page.reload();
  await expect(messageWith(page, "Not finished yet")).toBeVisible();
  await expect(editor).toHaveText("");
  await expect(composerOf(page).getByRole("button", { name: "Discard draft" })).toHaveCount(0);
});

test("everybody in To and Cc gets a copy of their own, and the card tells whose was opened", async ({
  openAs,
  mailClient,
}) => {
  const [to, cc] = ["tess.to@customer.example", "carl.cc@customer.example"] as const;
  const ticketId = await openTicket(stage().desk, to, "Tess To");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("For both of you, the manual");
  await linkLastWord(page, "https://example.com/manual");
  await composerOf(page).getByRole("button", { name: "Cc/Bcc" }).click();
  await composerOf(page)
    .getByRole("textbox", { name: "Cc: add an address", exact: true })
    .fill(`Carl Copy <${cc}>`);
  await page.keyboard.press("Enter");
  await sendReply(page);

  const [hers, his] = [await nthMailTo(to), await nthMailTo(cc)];
  expect(his.mail.messageId).toBe(hers.mail.messageId);
  for (const { mail } of [hers, his]) {
    expect([mail.to, mail.cc].flat().map((group) => group?.text)).toEqual([
      `"Tess To" <${to}>`,
      `"Carl Copy" <${cc}>`,
    ]);
  }
  expect(pixelOf(hers)).not.toBeNull();
  expect(pixelOf(his)).not.toBeNull();
  expect(pixelOf(his)).not.toBe(pixelOf(hers));
  expect(his.link("manual")).not.toBe(hers.link("manual"));

  await mailClient.open(his.html);
  const badge = messageWith(page, "For both of you").getByRole("button", { name: "✓ Read" });
  await expect(badge).toBeVisible({ timeout: 5000 });
  await badge.hover();
  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  await expect(card).toContainText("Carl’s copy was opened once");
  await expect(card).toContainText("Tess’s copy was not opened yet");
});

test("what is no address is not sent to", async ({ openAs }) => {
  const address = "wes.wrong@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Wes Wrong");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("To the wrong place");
  const to = composerOf(page).getByRole("textbox", { name: "To: add an address" });
  await to.fill("somebody at home");
  await page.keyboard.press("Enter");
  const alerts = composerOf(page).getByRole("alert");
  const complaint = "“somebody at home” is not an e-mail address. Correct or remove it.";
  await expect(alerts).toHaveText([complaint]);
  await composerOf(page).getByRole("button", { name: "Send", exact: true }).click();
  // Said once, where it is, and that is where the caret goes.
  await expect(to).toBeFocused();
  await expect(alerts).toHaveText([complaint]);
  await to.fill("");
  await sendReply(page);
  await nthMailTo(address);
  expect(await mailsTo(address)).toHaveLength(1);
});

test("a new ticket for a contact is mailed to them and opens with its message", async ({ openAs }) => {
  const address = "nils.new@customer.example";
  const page = await openAs("agent");
  await page.goto("/tickets");
  await page.getByRole("link", { name: "New ticket" }).click();
  await page.getByLabel("To (e-mail address)").fill(address);
  await page.getByLabel("Name").fill("Nils New");
  await page.getByLabel("Subject").fill("Your logger is due for calibration");
  await page.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("Shall we send you a box?");
  await page.getByRole("button", { name: "Send and open ticket" }).click();

  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  await expect(page.getByRole("heading", { name: /Your logger is due for calibration/ })).toBeVisible();
  const message = messageWith(page, "Shall we send you a box?");
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  const arrived = await nthMailTo(address);
  expect(arrived.mail.subject).toContain("Your logger is due for calibration");
  expect(arrived.mail.text).toContain("Shall we send you a box?");
  expect(pixelOf(arrived)).not.toBeNull();
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("Nils New");
});

test("status, priority, assignee and tags are kept, and the list finds the ticket by them", async ({
  openAs,
}) => {
  const ticketId = await openTicket(stage().desk, "petra.props@customer.example", "Petra Props");
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  const details = page.getByRole("complementary", { name: "Details" });
  const choose = async (label: string, option: string) => {
    await details.getByRole("combobox", { name: label }).click();
    await page.getByRole("option", { name: option }).click();
    await expect(page.getByText(`${label} changed.`, { exact: true }).first()).toBeVisible();
  };
  await choose("Status", "Pending");
  await choose("Priority", "Urgent");
  await choose("Assignee", "Priya Raman");
  await details.getByRole("textbox", { name: "Add a tag" }).fill("calibration-e2e");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Tags changed.", { exact: true }).first()).toBeVisible();

  await page.reload();
  await expect(details.getByRole("combobox", { name: "Status" })).toHaveText("Pending");
  await expect(details.getByRole("combobox", { name: "Priority" })).toHaveText("Urgent");
  await expect(details.getByRole("combobox", { name: "Assignee" })).toContainText("Priya Raman");
  await expect(details.getByRole("button", { name: "Remove tag calibration-e2e" })).toBeVisible();

  const rows = page.getByRole("main").getByRole("listitem").filter({ hasText: "A question of" });
  for (const filter of ["status=pending&tag=calibration-e2e", "q=petra.props", `q=%23${ticketId}`]) {
    await page.goto(`/tickets?${filter}`);
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText("A question of Petra Props");
  }
  await page.goto("/tickets?status=open&tag=calibration-e2e");
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
});

test("the list shows the last reply's badge, and its card", async ({ openAs, mailClient }) => {
  const address = "lisa.list@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Lisa List");
  const page = await openAs("agent");
  await replyWithLink(page, ticketId, "For the list, see the", "https://example.com/list");
  const arrived = await nthMailTo(address);
  await page.goto("/tickets");
  const row = page.getByRole("listitem").filter({ hasText: "A question of Lisa List" });
  await expect(row.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  await mailClient.open(arrived.html);
  const badge = row.getByRole("button", { name: "✓ Read" });
  await expect(badge).toBeVisible({ timeout: 5000 });
  await badge.hover();
  // Another row may slide under the pointer when the list changes, and show its card, too.
  const card = page.getByRole("dialog", { name: "Delivery and reading" }).filter({ hasText: "Opened once" });
  await expect(card).toBeVisible();
});

test("a line of code longer than the page stays within its message", async ({ openAs }) => {
  const { desk } = stage();
  const ticketId = await openTicket(desk, "lena.long@customer.example", "Lena Long");
  const html = `<p>Run this:</p><pre><code>${"curl --header x-example ".repeat(40)}</code></pre>`;
  const { status } = await callApi(desk, "POST", `/tickets/${ticketId}/replies`, { body: { html } });
  expect(status).toBe(201);
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  const message = page.getByRole("article").last();
  await expect(message).toContainText("Run this:");
  const [own, column] = await message.evaluate((element) => [
    element.getBoundingClientRect().width,
    element.parentElement?.clientWidth ?? 0,
  ]);
  expect(own).toBeLessThanOrEqual(column ?? 0);
});

test("what happens between a page and its stream of changes is not missed", async ({
  openAs,
  mailClient,
}) => {
  const address = "gabi.gap@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Gabi Gap");
  const page = await openAs("agent");
  await replyWithLink(page, ticketId, "For the gap, see the", "https://example.com/gap");
  const arrived = await nthMailTo(address);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/api/live", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/tickets");
  const row = page.getByRole("listitem").filter({ hasText: "A question of Gabi Gap" });
  await expect(row.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  // Answered when it is recorded.
  await mailClient.open(arrived.html);
  letGo();
  await expect(row.getByRole("button", { name: "✓ Read" })).toBeVisible();
});
