import { callApi, openTicket } from "./support/api";
import { composerOf, messageWith, startReply } from "./support/composer";
import { mailsTo, nthMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

async function setUndo(seconds: number | null) {
  const body = { settings: { undo_seconds: seconds } };
  const { status } = await callApi(stage().switched, "PATCH", "/integration-modules/email", { body });
  expect(status).toBe(200);
}

// The product's own default.
test.beforeAll(() => setUndo(null));
test.afterAll(() => setUndo(0));

test("Undo in the toast brings text and recipients back, from another page too, and nothing is sent", async ({
  openAs,
}) => {
  const [to, cc] = ["uma.undo@customer.example", "carl.undo@customer.example"] as const;
  const ticketId = await openTicket(stage().switched, to, "Uma Undo");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("Sent too early");
  const composer = composerOf(page);
  await composer.getByRole("button", { name: "Cc/Bcc" }).click();
  await composer.getByRole("textbox", { name: "Cc: add an address", exact: true }).fill(cc);
  await page.keyboard.press("Enter");
  await composer.getByRole("button", { name: "Send", exact: true }).click();

  const toast = page.getByRole("region", { name: /Notification/ }).getByRole("listitem");
  await expect(toast).toContainText(/Leaves in \d+ s/);
  const message = messageWith(page, "Sent too early");
  await expect(message.getByRole("button", { name: "Queued" })).toBeVisible();
  await expect(message).toContainText(/Leaves in \d+ s/);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "All" }).click();
  await expect(page).toHaveURL(/\/tickets$/);
  await toast.getByRole("button", { name: "Undo" }).click();

  await expect(page).toHaveURL(new RegExp(`/tickets/${ticketId}$`));
  await expect(composer.getByRole("textbox", { name: "Reply" })).toHaveText("Sent too early");
  await expect(composer).toContainText(cc);
  await expect(message).toHaveCount(0);
  // Longer than it would have waited.
  await page.waitForTimeout(11_000);
  expect(await mailsTo(to)).toHaveLength(0);
  expect(await mailsTo(cc)).toHaveLength(0);
});

test("Undo by keyboard alone: F8 leads to the toast", async ({ openAs }) => {
  const address = "kim.keys@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Kim Keys");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("Without a mouse");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/Leaves in \d+ s/).first()).toBeVisible();
  await page.keyboard.press("F8");
  const undo = page.getByRole("region", { name: /Notification/ }).getByRole("button", { name: "Undo" });
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(undo).toBeFocused({ timeout: 200 });
  }).toPass({ timeout: 5000 });
  await page.keyboard.press("Enter");
  await expect(composerOf(page).getByRole("textbox", { name: "Reply" })).toHaveText("Without a mouse");
  await expect(messageWith(page, "Without a mouse")).toHaveCount(0);
});

test("a reply that nobody takes back leaves when its seconds are over", async ({ openAs }) => {
  const address = "lea.leaves@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Lea Leaves");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("On its way in a moment");
  await composerOf(page).getByRole("button", { name: "Send", exact: true }).click();
  const message = messageWith(page, "On its way in a moment");
  await expect(message.getByRole("button", { name: "Undo" })).toBeVisible();
  expect(await mailsTo(address)).toHaveLength(0);
  await nthMailTo(address);
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  await expect(message.getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("Send later shows when it leaves, and can be cancelled back into the composer", async ({ openAs }) => {
  const address = "tom.tomorrow@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Tom Tomorrow");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("Good morning");
  await composerOf(page).getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: "Tomorrow morning" }).click();
  await expect(page.getByText(/^Leaves tomorrow 09:00\.$/).first()).toBeVisible();
  const message = messageWith(page, "Good morning");
  await expect(message.getByRole("button", { name: "Queued" })).toBeVisible();
  await expect(message).toContainText("Leaves tomorrow 09:00");

  await page.reload();
  await expect(message).toContainText("Leaves tomorrow 09:00");
  await message.getByRole("button", { name: "Cancel and edit" }).click();
  await expect(composerOf(page).getByRole("textbox", { name: "Reply" })).toHaveText("Good morning");
  await expect(message).toHaveCount(0);

  await composerOf(page).getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: "Choose a time…" }).click();
  const dialog = page.getByRole("dialog", { name: "Send later" });
  await dialog.getByLabel("Day and time").fill("2020-01-01T09:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toContainText("Choose a time that is still to come.");
  expect(await mailsTo(address)).toHaveLength(0);
});

test("Send and mark solved solves the ticket, and Undo opens it again", async ({ openAs }) => {
  const ticketId = await openTicket(stage().switched, "sol.solved@customer.example", "Sol Solved");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("That was it");
  await composerOf(page).getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: "Send and mark solved" }).click();
  const status = page
    .getByRole("complementary", { name: "Details" })
    .getByRole("combobox", { name: "Status" });
  await expect(status).toHaveText("Solved");
  await messageWith(page, "That was it").getByRole("button", { name: "Undo" }).click();
  await expect(status).toHaveText("Open");
  await expect(composerOf(page).getByRole("textbox", { name: "Reply" })).toHaveText("That was it");
});

test("a ticket's first mail that is taken back is in the form again, and the ticket is gone", async ({
  openAs,
}) => {
  const address = "faye.first@customer.example";
  const page = await openAs("agent", stage().switched);
  await page.goto("/tickets/new");
  await page.getByLabel("To (e-mail address)").fill(address);
  await page.getByLabel("Subject").fill("Much too early");
  await page.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("Hello Faye");
  await page.getByRole("button", { name: "Send and open ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  await messageWith(page, "Hello Faye").getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(/\/tickets\/new$/);
  await expect(page.getByLabel("To (e-mail address)")).toHaveValue(address);
  await expect(page.getByLabel("Subject")).toHaveValue("Much too early");
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveText("Hello Faye");
  const { body } = await callApi<{ data: unknown[] }>(stage().switched, "GET", `/tickets?query=${address}`);
  expect(JSON.stringify(body)).not.toContain("Much too early");
});

test("a link that was switched off in a ticket's first mail stays so when the mail is taken back", async ({
  openAs,
}) => {
  const page = await openAs("agent", stage().switched);
  await page.goto("/tickets/new");
  await page.getByLabel("To (e-mail address)").fill("lino.links@customer.example");
  await page.getByLabel("Subject").fill("Two links");
  await page.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("https://example.com/first and https://example.com/second ");
  const first = page.getByRole("switch", { name: "Track clicks on example.com/first" });
  await first.click();
  await expect(first).not.toBeChecked();
  await page.getByRole("button", { name: "Send and open ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  await messageWith(page, "example.com/second").getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(/\/tickets\/new$/);
  await expect(first).not.toBeChecked();
  await expect(page.getByRole("button", { name: "Links 1 tracked, 1 not tracked" })).toBeVisible();
});

test("a first mail that is taken back while another is written stands beside it", async ({ openAs }) => {
  const page = await openAs("agent", stage().switched);
  const write = async (address: string, text: string) => {
    await page.getByLabel("To (e-mail address)").fill(address);
    await page.getByLabel("Subject").fill(text);
    await page.getByRole("textbox", { name: "Message" }).click();
    await page.keyboard.type(text);
  };
  await page.goto("/tickets/new");
  await write("ona.one@customer.example", "The first mail");
  await page.getByRole("button", { name: "Send and open ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/tickets\/new$/);
  await write("tom.two@customer.example", "The second mail");
  await page
    .getByRole("region", { name: /Notification/ })
    .getByRole("button", { name: "Undo" })
    .click();
  const message = page.getByRole("textbox", { name: "Message" });
  await expect(message).toContainText("The first mail");
  await expect(message).toContainText("The second mail");
});
