import type { Page } from "@playwright/test";
import { openTicket } from "./support/api";
import { composerOf, startReply } from "./support/composer";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const toField = (page: Page) => composerOf(page).getByRole("textbox", { name: "To: add an address" });

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
