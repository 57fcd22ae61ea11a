import type { Page } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { messageWith, replyWith } from "./support/composer";
import { refuseMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const cardOf = (page: Page) => page.getByRole("dialog", { name: "Delivery and reading" });

test("Escape gives up the form in the card, then the card, and leads back to its badge", async ({
  openAs,
}) => {
  const address = "esther.escape@customer.example";
  await refuseMailTo(address, 550, "5.1.1 no such user");
  const ticketId = await openTicket(stage().desk, address, "Esther Escape");
  const page = await openAs("agent");
  await replyWith(page, ticketId, "By keyboard");
  const badge = messageWith(page, "By keyboard").getByRole("button", { name: "Failed" });
  await expect(badge).toBeVisible();
  await badge.press("Enter");
  const card = cardOf(page);
  await expect(card).toBeFocused();
  const edit = card.getByRole("button", { name: "Edit address" });
  await edit.press("Enter");
  await expect(card.getByRole("textbox", { name: "Address" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(edit).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
  await expect(badge).toBeFocused();
  // Nor does it come up again.
  await page.waitForTimeout(500);
  await expect(card).toBeHidden();
});

test("an address of one long word stays within the card", async ({ openAs }) => {
  const address = "accounts.receivable.and.payable.of.the@northern-european-subsidiary.customer.example";
  const ticketId = await openTicket(stage().desk, "lou.long@customer.example", "Lou Long");
  const { status } = await callApi(stage().desk, "POST", `/tickets/${ticketId}/replies`, {
    body: { html: "<p>To a department</p>", to: [{ email: address }] },
  });
  expect(status).toBe(201);
  const page = await openAs("agent");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/tickets/${ticketId}`);
  await messageWith(page, "To a department").getByRole("button", { name: "📧 Sent" }).click();
  const card = cardOf(page);
  await expect(card).toContainText(`${address}’s copy`);
  expect(await card.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

test.describe("while the details of a mail cannot be read", () => {
  test.use({ expectedComplaints: /status of 500/ });

  test("they are asked for again, as the card says", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "della.detail@customer.example", "Della Detail");
    const page = await openAs("agent");
    await replyWith(page, ticketId, "With details");
    await expect(messageWith(page, "With details").getByRole("button", { name: "📧 Sent" })).toBeVisible();
    let failures = 0;
    await page.route("**/email-state", (route) => {
      // As often as one question is asked.
      if (failures++ < 4) return route.fulfill({ status: 500, body: "no" });
      return route.continue();
    });
    await page.goto("/tickets");
    const row = page.getByRole("listitem").filter({ hasText: "A question of Della Detail" });
    await row.getByRole("button", { name: "📧 Sent" }).click();
    await expect(cardOf(page).first()).toContainText("They are tried again");
    // Another row may slide under the pointer when the list changes, and show its card, too.
    await expect(cardOf(page).filter({ hasText: "Della’s copy was not opened yet" })).toBeVisible();
  });
});
