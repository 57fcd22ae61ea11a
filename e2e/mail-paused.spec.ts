import { openTicket } from "./support/api";
import { messageWith, startReply } from "./support/composer";
import { acceptMailTo, nthMailTo, refuseMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("a mail server that wants a password pauses sending: everybody sees it, an admin goes on, and nothing is lost", async ({
  openAs,
}) => {
  const address = "paula.paused@customer.example";
  await refuseMailTo(address, 530, "5.7.0 Authentication required");
  const ticketId = await openTicket(stage().switched, address, "Paula Paused");
  const page = await openAs("agent", stage().switched);
  await startReply(page, ticketId);
  await page.keyboard.type("It will wait");
  await page.keyboard.press("Control+Enter");
  await expect(messageWith(page, "It will wait").getByRole("button", { name: "Queued" })).toBeVisible();

  await page.goto("/mail-problems");
  const paused = page.getByRole("region", { name: "Sending is paused" }).getByRole("listitem");
  await expect(paused).toContainText("The mail server (SMTP) refused the sign-in.");
  await expect(paused).toContainText("Nothing is lost.");
  await expect(paused).toContainText("An admin can see to it under Integration Modules.");
  await paused.getByText("What the mail server said").click();
  await expect(paused).toContainText("Authentication required");
  await expect(paused.getByRole("button", { name: "Try now" })).toHaveCount(0);

  await acceptMailTo(address);
  const admin = await openAs("admin", stage().switched);
  await admin.goto("/mail-problems");
  await admin.getByRole("button", { name: "Try now" }).click();
  expect((await nthMailTo(address)).mail.text).toContain("It will wait");
  await expect(admin.getByRole("region", { name: "Sending is paused" })).toHaveCount(0);
  await page.goto(`/tickets/${ticketId}`);
  await expect(messageWith(page, "It will wait").getByRole("button", { name: "📧 Sent" })).toBeVisible();
});
