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
