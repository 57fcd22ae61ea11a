import type { Locator, Page, Request } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { composerOf, messageWith, sendReply, startReply } from "./support/composer";
import { mailsTo, nthMailTo } from "./support/mails";
import { type Role, stage } from "./support/stage";
import { expect, test } from "./support/test";

const isSending = (request: Request) =>
  request.method() === "POST" && (request.postData() ?? "").includes("attachmentIds");

/** Holds up what the composer sends. @returns what lets it go */
async function holdSending(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/tickets/*", async (route) => {
    if (isSending(route.request())) await held;
    await route.continue();
  });
  return letGo;
}

const sendButton = (page: Page) => composerOf(page).getByRole("button", { name: "Send", exact: true });
const toField = (page: Page) => composerOf(page).getByRole("textbox", { name: "To: add an address" });
const alertsOf = (page: Page) => composerOf(page).getByRole("alert");
const mainLink = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });
const keptDrafts = (page: Page) => page.evaluate(() => JSON.stringify(localStorage));
/** As when somebody turns to this window. */
const turnTo = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

async function fillNewTicket(page: Page, address: string, subject: string, text: string) {
  await page.goto("/tickets/new");
  await page.getByLabel("To (e-mail address)").fill(address);
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type(text);
}

async function pasteImage(editor: Locator, name: string) {
  await editor.evaluate((element, filename) => {
    const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    const bytes = Uint8Array.from(atob(gif), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], filename, { type: "image/gif" }));
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, name);
}

test.describe("when no answer comes", () => {
  test.use({ expectedComplaints: /ERR_FAILED|Failed to fetch|status of 401/ });

  test("a reply stays in the composer, and the agent is told to look before sending it again", async ({
    openAs,
  }) => {
    const address = "nora.noanswer@customer.example";
    const ticketId = await openTicket(stage().desk, address, "Nora Noanswer");
    const page = await openAs("agent");
    const editor = await startReply(page, ticketId);
    await page.keyboard.type("Is anybody there?");
    await page.route("**/tickets/*", (route) =>
      isSending(route.request()) ? route.abort() : route.continue(),
    );
    await sendButton(page).click();
    await expect(alertsOf(page)).toContainText("No answer came");
    await expect(editor).toHaveText("Is anybody there?");
    await page.unroute("**/tickets/*");

    // The other way round: the portal has it, and only its answer is lost.
    await page.route("**/tickets/*", async (route) => {
      if (!isSending(route.request())) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await sendButton(page).click();
    await expect(messageWith(page, "Is anybody there?")).toBeVisible();
    await expect(alertsOf(page)).toContainText("Look at the conversation before you send it again.");
    await expect(editor).toHaveText("Is anybody there?");
    expect((await nthMailTo(address)).mail.text).toContain("Is anybody there?");
  });

  test("a change of the ticket leaves the text that is being written where it is", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "cleo.change@customer.example", "Cleo Change");
    const page = await openAs("agent");
    const editor = await startReply(page, ticketId);
    await page.keyboard.type("Half a sentence");
    await page.route("**/tickets/*", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    const details = page.getByRole("complementary", { name: "Details" });
    await details.getByRole("combobox", { name: "Priority" }).click();
    await page.getByRole("option", { name: "Urgent" }).click();
    await expect(page.getByText(/^No answer came/).first()).toBeVisible();
    await expect(editor).toHaveText("Half a sentence");
  });

  test("who was signed out meanwhile is told so, and signs in again beside the text", async ({ openAs }) => {
    const address = "sia.session@customer.example";
    const ticketId = await openTicket(stage().desk, address, "Sia Session");
    const page = await openAs("agent");
    const editor = await startReply(page, ticketId);
    await page.keyboard.type("Written for hours");
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await sendButton(page).click();
    await expect(alertsOf(page)).toContainText("You are signed out.");
    await expect(editor).toHaveText("Written for hours");
    await page.context().addCookies(cookies);
    await sendReply(page);
    expect((await nthMailTo(address)).mail.text).toContain("Written for hours");
  });
});

test("while a reply is being sent nothing of it can be changed, and the caret is in the composer afterwards", async ({
  openAs,
}) => {
  const address = "lou.locked@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Lou Locked");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("As it stands");
  const letGo = await holdSending(page);
  await page.keyboard.press("Control+Enter");
  await expect(composerOf(page).getByText("Sending…")).toBeVisible();
  await page.keyboard.type(", and what is typed too late");
  await expect(page.locator(".ProseMirror")).toHaveText("As it stands");
  letGo();
  await expect(page.getByText("Reply on its way.", { exact: true }).first()).toBeVisible();
  await expect(editor).toHaveText("");
  await expect(editor).toBeFocused();
  expect((await nthMailTo(address)).mail.text).not.toContain("too late");
});

test("a ticket's first mail is sent once, however often its keys are pressed", async ({ openAs }) => {
  const address = "otto.once@customer.example";
  const page = await openAs("agent");
  await fillNewTicket(page, address, "Only once", "One mail");
  const letGo = await holdSending(page);
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Control+Enter");
  letGo();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  await nthMailTo(address);
  await page.waitForTimeout(1500);
  expect(await mailsTo(address)).toHaveLength(1);
});

test("what was typed wrong in To is still there after a look at the note, and Send says so", async ({
  openAs,
}) => {
  const address = "tabea.tabs@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Tabea Tabs");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("Who gets this?");
  await toField(page).fill("somebody");
  await composerOf(page).getByRole("tab", { name: "Note" }).click();
  await composerOf(page).getByRole("tab", { name: "Reply" }).click();
  await expect(toField(page)).toHaveValue("somebody");
  await sendButton(page).click();
  await expect(toField(page)).toBeFocused();
  await toField(page).fill("");
  await sendReply(page);
  await nthMailTo(address);
});

test("what was typed a moment ago is kept when the page is left or loaded anew", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "hal.haste@customer.example", "Hal Haste");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  // Drafts are kept before it comes to haste.
  await page.keyboard.insertText("First");
  await expect.poll(() => keptDrafts(page)).toContain("First");
  await page.keyboard.insertText(", second");
  await page.evaluate(() => document.querySelector<HTMLElement>("nav a[href='/tickets']")?.click());
  await expect(page).toHaveURL(/\/tickets$/);
  await page.goBack();
  await expect(editor).toHaveText("First, second");
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(", third");
  await page.evaluate(() => location.reload());
  await expect(editor).toHaveText("First, second, third");
});

test("a ticket in two windows has one draft: the empty one deletes nothing, and what was sent is sent in both", async ({
  openAs,
}) => {
  const address = "willa.windows@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Willa Windows");
  const one = await openAs("agent");
  await startReply(one, ticketId);
  const two = await one.context().newPage();
  const editorOfTwo = await startReply(two, ticketId);
  await one.keyboard.type("Written in the first window");
  await expect.poll(() => keptDrafts(one)).toContain("Written in the first");
  await composerOf(two).getByRole("tab", { name: "Note" }).click();
  await composerOf(two).getByRole("tab", { name: "Reply" }).click();
  await two.waitForTimeout(800);
  expect(await keptDrafts(one)).toContain("Written in the first");

  await turnTo(two);
  await expect(editorOfTwo).toHaveText("Written in the first window");
  await two.waitForTimeout(600);
  await turnTo(one);
  await sendReply(one);
  await turnTo(two);
  await expect(editorOfTwo).toHaveText("");
  await two.waitForTimeout(600);
  await two.reload();
  await expect(editorOfTwo).toHaveText("");
  await nthMailTo(address);
});

test("on a browser that two people use, each finds their own draft only", async ({ openAs, browser }) => {
  const ticketId = await openTicket(stage().desk, "shira.shared@customer.example", "Shira Shared");
  const page = await openAs("agent");
  const become = async (role: Role) => {
    const context = await browser.newContext({ storageState: stage().desk.sessions[role] });
    const cookies = await context.cookies();
    await context.close();
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
  };
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("My own words");
  await expect.poll(() => keptDrafts(page)).toContain("My own words");
  await become("admin");
  await page.reload();
  await editor.click();
  await expect(editor).toHaveText("");
  await page.keyboard.type("Theirs");
  await expect.poll(() => keptDrafts(page)).toContain("Theirs");
  await become("agent");
  await page.reload();
  await expect(editor).toHaveText("My own words");
});

test("a ticket that is yet to be opened is a draft, too, until it is sent or discarded", async ({
  openAs,
}) => {
  const address = "newt.new@customer.example";
  const page = await openAs("agent");
  await fillNewTicket(page, address, "Not yet", "A long first mail");
  await mainLink(page, "All").click();
  await expect(page).toHaveURL(/\/tickets$/);
  await page.goto("/tickets/new");
  const message = page.getByRole("textbox", { name: "Message" });
  await expect(message).toHaveText("A long first mail");
  await expect(page.getByLabel("To (e-mail address)")).toHaveValue(address);
  await expect(page.getByLabel("Subject")).toHaveValue("Not yet");
  await page.getByRole("button", { name: "Send and open ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);

  await page.goto("/tickets/new");
  await expect(page.getByLabel("Subject")).toHaveValue("");
  await expect(message).toHaveText("");
  await fillNewTicket(page, address, "Never", "Nothing of it");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(page.getByLabel("Subject")).toHaveValue("");
  await page.reload();
  await expect(message).toHaveText("");
  await expect(page.getByLabel("To (e-mail address)")).toHaveValue("");
});

test("a note that is being written stays one when a reply is taken back into its composer", async ({
  openAs,
}) => {
  const address = "nick.note@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Nick Note");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("For the customer");
  const composer = composerOf(page);
  await composer.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: "Tomorrow morning" }).click();
  const message = messageWith(page, "For the customer");
  await expect(message).toBeVisible();
  await composer.getByRole("tab", { name: "Note" }).click();
  await composer.getByRole("textbox", { name: "Note" }).click();
  await page.keyboard.type("Only for us: they do not pay");
  await message.getByRole("button", { name: "Cancel and edit" }).click();
  await expect(message).toHaveCount(0);
  await expect(composer.getByRole("tab", { name: "Note" })).toHaveAttribute("aria-selected", "true");
  const editor = composer.getByRole("textbox", { name: "Note" });
  await expect(editor).toContainText("For the customer");
  await expect(editor).toContainText("Only for us: they do not pay");
  await expect(alertsOf(page)).toContainText("stands before your note");
});

test("who leaves while a reply is being sent is told what came of it, and finds no draft", async ({
  openAs,
}) => {
  const address = "gail.gone@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Gail Gone");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await page.keyboard.type("Sent, and away");
  const letGo = await holdSending(page);
  await sendButton(page).click();
  await mainLink(page, "All").click();
  await expect(page).toHaveURL(/\/tickets$/);
  letGo();
  await expect(page.getByText("Reply on its way.", { exact: true }).first()).toBeVisible();
  await nthMailTo(address);
  await page.goto(`/tickets/${ticketId}`);
  await editor.click();
  await expect(editor).toHaveText("");
});

test("who leaves while a file is uploaded for a reply that was sent loses neither", async ({ openAs }) => {
  const address = "ulf.upload@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Ulf Upload");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("With a file");
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/api/attachments", async (route) => {
    await held;
    await route.continue();
  });
  const choosing = page.waitForEvent("filechooser");
  await composerOf(page).getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles({ name: "n.txt", mimeType: "text/plain", buffer: Buffer.from("n") });
  await sendButton(page).click();
  await mainLink(page, "All").click();
  await expect(page).toHaveURL(/\/tickets$/);
  letGo();
  const { mail } = await nthMailTo(address);
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(["n.txt"]);
});

test("an image that was taken out of the text again is not a mail by itself", async ({ openAs }) => {
  const address = "pia.picture@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Pia Picture");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await pasteImage(editor, "shot.gif");
  await expect(composerOf(page).getByText("shot.gif is attached.")).toBeAttached();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await expect(editor.getByRole("img")).toHaveCount(0);
  await expect(composerOf(page).getByRole("button", { name: "Discard draft" })).toHaveCount(0);
  await sendButton(page).click();
  await expect(alertsOf(page)).toContainText("Write something first.");
  expect(await mailsTo(address)).toHaveLength(0);
});

test.describe("an image that did not arrive", () => {
  test.use({ expectedComplaints: /ERR_FAILED/ });

  test("leaves the text with its file, so that the text shows what is sent", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "ira.image@customer.example", "Ira Image");
    const page = await openAs("agent");
    const editor = await startReply(page, ticketId);
    await page.keyboard.type("See: ");
    await page.route("**/api/attachments", (route) => route.abort());
    await pasteImage(editor, "shot.gif");
    const chip = composerOf(page).getByRole("list", { name: "Attachments" }).getByRole("listitem");
    await expect(chip).toContainText("The upload broke off.");
    await chip.getByRole("button", { name: "Remove shot.gif" }).click();
    await expect(chip).toHaveCount(0);
    await expect(editor.getByRole("img")).toHaveCount(0);
    await expect(editor).toHaveText("See:");
  });
});

test("by keyboard alone one is never thrown out of the composer", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "kai.keys@customer.example", "Kai Keys");
  const page = await openAs("agent");
  const editor = await startReply(page, ticketId);
  await toField(page).fill("too.much@customer.example");
  await page.keyboard.press("Enter");
  const remove = composerOf(page).getByRole("button", { name: "Remove too.much@customer.example" });
  await remove.focus();
  await page.keyboard.press("Enter");
  await expect(remove).toHaveCount(0);
  await expect(toField(page)).toBeFocused();

  await editor.click();
  await page.keyboard.type("To be thrown away");
  await composerOf(page).getByRole("button", { name: "Discard draft" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(editor).toHaveText("");
  await expect(editor).toBeFocused();

  await page.keyboard.type("By the button");
  await sendButton(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Reply on its way.", { exact: true }).first()).toBeVisible();
  await expect(editor).toHaveText("");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest("section")?.ariaLabel))
    .toBe("Composer");
});

test("Backspace that is held down clears what was typed and no recipient", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "bob.backspace@customer.example", "Bob Backspace");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await toField(page).click();
  await page.keyboard.type("abc");
  for (let times = 0; times < 8; times++) await page.keyboard.down("Backspace");
  await page.keyboard.up("Backspace");
  await expect(toField(page)).toHaveValue("");
  await expect(composerOf(page)).toContainText("bob.backspace@customer.example");
  await page.keyboard.press("Backspace");
  await expect(composerOf(page)).not.toContainText("bob.backspace@customer.example");
});

test("of a reply that is all files the composer says what is tracked in the rest of it", async ({
  openAs,
}) => {
  const { desk } = stage();
  const ticketId = await openTicket(desk, "fred.files@customer.example", "Fred Files");
  await callApi(desk, "POST", `/tickets/${ticketId}/replies`, {
    body: { html: '<p>See <a href="https://example.com/earlier">earlier</a></p>' },
  });
  const page = await openAs("agent");
  await startReply(page, ticketId);
  const choosing = page.waitForEvent("filechooser");
  await composerOf(page).getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles({ name: "n.txt", mimeType: "text/plain", buffer: Buffer.from("n") });
  await expect(composerOf(page)).toContainText("1 link is followed");
});
