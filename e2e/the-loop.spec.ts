import { callApi, openTicket } from "./support/api";
import { composerOf, linkLastWord, messageWith, sendReply, startReply } from "./support/composer";
import { nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("an agent replies, the mail arrives, its recipient opens it and clicks: the badge tells, without a reload", async ({
  openAs,
  mailClient,
  destination,
}) => {
  const { desk } = stage();
  const address = "ana.loop@customer.example";
  const ticketId = await openTicket(desk, address, "Ana Loop");
  const page = await openAs("agent");

  await startReply(page, ticketId);
  await page.keyboard.type("Please read it ");
  await page.keyboard.press("Control+B");
  await page.keyboard.type("carefully");
  await page.keyboard.press("Control+B");
  await page.keyboard.type(", the manual");
  await linkLastWord(page, `${destination.url}/?a=1&b=2`);
  await expect(composerOf(page)).toContainText(/1 link .*pixel/);
  await sendReply(page);

  const message = messageWith(page, "Please read it");
  await expect(message.getByRole("button", { name: /^(Queued|Sending|📧 Sent)$/ })).toBeVisible();
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  await page.evaluate(() => {
    document.body.dataset.loadedOnce = "yes";
  });

  const arrived = await nthMailTo(address);
  expect(arrived.mail.subject).toContain("A question of Ana Loop");
  expect(arrived.mail.from?.text).toContain(desk.accounts.agent.name);
  expect(arrived.html).toContain("<strong>carefully</strong>");
  expect(arrived.mail.text).toContain("Please read it carefully, the manual");
  const pixel = pixelOf(arrived);
  if (!pixel) throw new Error("the mail has no pixel");
  const trackingId = trackingIdOf(pixel);
  const status = () =>
    fetch(`${desk.url}/api/email-tracking/status/${trackingId}`).then((response) => response.json());
  expect(await status()).toMatchObject({ found: true, is_opened: false, open_count: 0, click_count: 0 });

  const inbox = await mailClient.open(arrived.html);
  await expect(message.getByRole("button", { name: "✓ Read" })).toBeVisible({ timeout: 5000 });

  await inbox.getByRole("link", { name: "manual" }).click();
  await expect(inbox.getByRole("heading", { name: "You have arrived" })).toBeVisible();
  expect(inbox.url()).toBe(`${destination.url}/?a=1&b=2`);
  expect(destination.visits).toEqual(["/?a=1&b=2"]);

  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  await message.getByRole("button", { name: "✓ Read" }).hover();
  await expect(card).toContainText("Opened once");
  await expect(card).toContainText("Ana’s copy was opened once");
  await expect(card.getByRole("listitem").filter({ hasText: "manual" })).toContainText("1 click");
  expect(await page.evaluate(() => document.body.dataset.loadedOnce)).toBe("yes");

  expect(await status()).toMatchObject({ found: true, is_opened: true, open_count: 1, click_count: 1 });
  const detail = await callApi(desk, "GET", `/email-tracking/${trackingId}`);
  expect(detail.body).toMatchObject({
    clicks: [{ url: `${destination.url}/?a=1&b=2`, label: "manual", count: 1 }],
  });
});

test("the badge's card opens for the keyboard, and Escape closes it", async ({ openAs }) => {
  const page = await openAs("agent");
  const ticketId = await openTicket(stage().desk, "keys.loop@customer.example", "Kay Loop");
  await startReply(page, ticketId);
  await page.keyboard.type("By keyboard only");
  await page.keyboard.press("Control+Enter");
  const badge = messageWith(page, "By keyboard only").getByRole("button", { name: "📧 Sent" });
  await expect(badge).toBeVisible();

  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  // What a person does who comes from the conversation: Tab until the badge has the focus.
  await page.getByRole("region", { name: "Conversation" }).focus();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if (await badge.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(badge).toBeFocused();
  await expect(card).toContainText("Not opened yet.");
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
});
