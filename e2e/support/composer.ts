import { expect, type Locator, type Page } from "@playwright/test";

/** The composer of a ticket's page. */
export function composerOf(page: Page): Locator {
  return page.getByRole("region", { name: "Composer" });
}

/** Opens a ticket and puts the caret into its editor. @returns the editor */
export async function startReply(page: Page, ticketId: number): Promise<Locator> {
  await page.goto(`/tickets/${ticketId}`);
  const editor = composerOf(page).getByRole("textbox", { name: "Reply" });
  await editor.click();
  return editor;
}

/** Makes the word before the caret a link; what is typed next follows it. */
export async function linkLastWord(page: Page, address: string) {
  await page.keyboard.press("Control+Shift+ArrowLeft");
  const form = page.getByRole("dialog", { name: "Link" });
  const field = form.getByLabel("Link address");
  // Again when nothing came of it: while one writes, the list of links appears below the toolbar and lifts it, at times
  // from under a mouse button that is being pressed.
  await expect(async () => {
    if (!(await form.isVisible()))
      await composerOf(page).getByRole("button", { name: "Link", exact: true }).click();
    await field.fill(address, { timeout: 3_000 });
  }).toPass();
  await field.press("Enter");
  // The caret is behind the link: one writes on.
  await expect(composerOf(page).getByRole("textbox", { name: "Reply" })).toBeFocused();
}

export async function sendReply(page: Page) {
  await composerOf(page).getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("Reply on its way.", { exact: true }).first()).toBeVisible();
}

/** Writes a plain reply on the ticket's page and sends it. */
export async function replyWith(page: Page, ticketId: number, text: string) {
  await startReply(page, ticketId);
  await page.keyboard.type(text);
  await sendReply(page);
}

/** Writes a plain reply with one link on the ticket's page and sends it. */
export async function replyWithLink(page: Page, ticketId: number, text: string, address: string) {
  await startReply(page, ticketId);
  await page.keyboard.type(`${text} manual`);
  await linkLastWord(page, address);
  await sendReply(page);
}

/** A message of the conversation that has this text. */
export function messageWith(page: Page, text: string): Locator {
  return page.getByRole("article").filter({ hasText: text });
}
