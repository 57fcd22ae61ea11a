import { openTicket } from "./support/api";
import { messageWith, replyWithLink } from "./support/composer";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

// What the inbox blocks until it is asked for, Chromium reports.
test.use({
  expectedComplaints: /^Loading the image '.*' violates .* directive: "img-src data:"/,
});

test("without any mail account: the reply is in the inbox, and loading its images there turns the badge Read", async ({
  openAs,
  destination,
}) => {
  const { catcher } = stage();
  const inboxUrl = catcher.inboxUrl;
  if (!inboxUrl) throw new Error("the portal has no inbox");
  const ticketId = await openTicket(catcher, "ida.inbox@customer.example", "Ida Inbox");
  const page = await openAs("agent", catcher);
  await replyWithLink(page, ticketId, "Caught on the way, see the", `${destination.url}/?a=1&b=2`);
  const message = messageWith(page, "Caught on the way");
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();

  // In the same browser, in the next tab, as a newcomer does it.
  const inbox = await page.context().newPage();
  await inbox.goto(inboxUrl);
  await inbox
    .getByRole("navigation", { name: "Messages" })
    .getByRole("link", { name: /ida\.inbox/ })
    .click();
  await expect(inbox.getByRole("heading", { name: /A question of Ida Inbox/ })).toBeVisible();
  const mail = inbox.frameLocator('iframe[title="The message"]');
  await expect(mail.getByText("Caught on the way")).toBeVisible();
  await expect(inbox.getByText("Remote images are blocked")).toBeVisible();

  await inbox.getByRole("link", { name: "Text", exact: true }).click();
  await expect(inbox.locator("pre")).toContainText("Caught on the way");
  await inbox.getByRole("link", { name: "Headers", exact: true }).click();
  await expect(inbox.getByRole("row", { name: /Message-ID/i })).toBeVisible();
  await inbox.getByRole("link", { name: "Source", exact: true }).click();
  await expect(inbox.locator("pre")).toContainText("multipart/alternative");
  await inbox.getByRole("link", { name: "HTML", exact: true }).click();
  await expect(mail.getByText("Caught on the way")).toBeVisible();
  await page.bringToFront();
  await page.reload();
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();

  await inbox.bringToFront();
  await inbox.getByRole("link", { name: "Load remote images" }).click();
  await expect(inbox.getByText("Remote images are shown.")).toBeVisible();
  await page.bringToFront();
  const badge = message.getByRole("button", { name: "✓ Read" });
  await expect(badge).toBeVisible({ timeout: 5000 });
  await badge.hover();
  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  await expect(card).toContainText("Opened once");
  await expect(card).not.toContainText("not counted as read");

  await inbox.bringToFront();
  const landing = inbox.waitForEvent("popup");
  await mail.getByRole("link", { name: "manual" }).click();
  await expect((await landing).getByRole("heading", { name: "You have arrived" })).toBeVisible();
  expect(destination.visits).toEqual(["/?a=1&b=2"]);
});

test("new mail appears in the open inbox by itself", async ({ openAs }) => {
  const { catcher } = stage();
  const ticketId = await openTicket(catcher, "leo.live@customer.example", "Leo Live");
  const inbox = await openAs(null, catcher);
  await inbox.goto(catcher.inboxUrl ?? "");
  const page = await openAs("agent", catcher);
  await replyWithLink(page, ticketId, "News for you, see the", "https://example.com/news");
  const list = inbox.getByRole("navigation", { name: "Messages" });
  await expect(list.getByRole("link", { name: /leo\.live/ })).toBeVisible();
});
