import type { Page, Request } from "@playwright/test";
import { openTicket } from "./support/api";
import { composerOf, messageWith, sendReply, startReply } from "./support/composer";
import { nthMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const isSending = (request: Request) =>
  request.method() === "POST" && (request.postData() ?? "").includes("attachmentIds");

const sendButton = (page: Page) => composerOf(page).getByRole("button", { name: "Send", exact: true });
const toField = (page: Page) => composerOf(page).getByRole("textbox", { name: "To: add an address" });
const alertsOf = (page: Page) => composerOf(page).getByRole("alert");

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
