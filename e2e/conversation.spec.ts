import { callApi, openTicket } from "./support/api";
import { messageWith } from "./support/composer";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

/** @returns the note's id */
async function note(ticketId: number, text: string): Promise<number> {
  const { status, body } = await callApi<{ id: number }>(
    stage().desk,
    "POST",
    `/tickets/${ticketId}/replies`,
    { body: { html: `<p>${text}</p><p>${"Long enough to scroll. ".repeat(30)}</p>`, internal: true } },
  );
  expect(status).toBe(201);
  return body.id;
}

test("a message that comes folds none away that is being read", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "finn.fold@customer.example", "Finn Fold");
  for (let number = 2; number <= 14; number++) await note(ticketId, `Message ${number}.`);
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  await expect(messageWith(page, "Message 4.")).toBeVisible();
  await note(ticketId, "Message 15.");
  await expect(messageWith(page, "Message 15.")).toBeVisible();
  await expect(messageWith(page, "Message 4.")).toBeVisible();
});

test("earlier messages unfold where the keyboard is, and for a link to one of them", async ({ openAs }) => {
  const ticketId = await openTicket(stage().desk, "lia.link@customer.example", "Lia Link");
  const ids: number[] = [];
  for (let number = 2; number <= 18; number++) ids.push(await note(ticketId, `Message ${number}.`));
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  await page.getByRole("button", { name: "Show 9 earlier messages" }).press("Enter");
  await expect(messageWith(page, "Message 2.")).toBeFocused();

  await page.goto("/tickets");
  await page.goto(`/tickets/${ticketId}#reply-${ids[3]}`);
  await expect(messageWith(page, "Message 5.")).toBeInViewport();
});

test("Backspace that is held down empties the field of tags, and takes no tag away", async ({ openAs }) => {
  const { desk } = stage();
  const ticketId = await openTicket(desk, "tia.tag@customer.example", "Tia Tag");
  await callApi(desk, "PATCH", `/tickets/${ticketId}`, { body: { tags: ["one", "two"] } });
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  const field = page.getByRole("textbox", { name: "Add a tag" });
  await field.click();
  await page.keyboard.type("typo");
  for (let repeats = 0; repeats < 8; repeats++) await page.keyboard.down("Backspace");
  await page.keyboard.up("Backspace");
  await expect(field).toHaveValue("");
  // Pressed by itself, it removes the last.
  await page.keyboard.press("Backspace");
  await expect(page.getByText("Tags changed.").first()).toBeVisible();
  const { body } = await callApi<{ tags: string[] }>(desk, "GET", `/tickets/${ticketId}`);
  expect(body.tags).toEqual(["one"]);
});

test.describe("a contact's message that cannot be loaded", () => {
  test.use({ expectedComplaints: /status of 500/ });

  test("says so, and comes when it is asked for again", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "bo.blank@customer.example", "Bo Blank");
    const page = await openAs("agent");
    await page.route("**/body", (route) => route.fulfill({ status: 500, body: "Internal Server Error" }), {
      times: 1,
    });
    await page.goto(`/tickets/${ticketId}`);
    const message = page.getByRole("article");
    await expect(message).toContainText("The message could not be loaded.");
    await message.getByRole("button", { name: "Try again" }).click();
    await expect(page.frameLocator("iframe").getByText("Hello, how does it work?")).toBeVisible();
    await expect(message).not.toContainText("could not be loaded");
  });
});

test.describe("images that are blocked", () => {
  test.use({ expectedComplaints: /Loading the image|ERR_/ });

  test("are shown by keyboard, which goes on in the message", async ({ openAs }) => {
    const { body } = await callApi<{ id: number }>(stage().desk, "POST", "/tickets", {
      body: {
        subject: "With an image",
        requester: { email: "ima.image@customer.example" },
        html: '<p>Look</p><img src="https://127.0.0.1:9/x.png">',
      },
    });
    const page = await openAs("agent");
    await page.goto(`/tickets/${body.id}`);
    await page.getByRole("button", { name: "Show images" }).press("Enter");
    await expect(page.getByRole("button", { name: "Show images" })).toHaveCount(0);
    await expect(page.locator("iframe")).toBeFocused();
  });
});

test("a table that is wider than a phone keeps its words whole and scrolls, by keyboard too", async ({
  openAs,
}) => {
  const { desk } = stage();
  const html = `<p>All of them:</p><table><tr>${"<td>invoice</td>".repeat(20)}</tr></table>`;
  const { body } = await callApi<{ id: number }>(desk, "POST", "/tickets", {
    body: { subject: "A wide table", requester: { email: "tab.table@customer.example" }, html },
  });
  await callApi(desk, "POST", `/tickets/${body.id}/replies`, { body: { html, internal: true } });
  const page = await openAs("agent");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/tickets/${body.id}`);
  const ownTable = page.getByRole("article").locator("table");
  const frame = page.frameLocator("iframe");
  for (const table of [ownTable, frame.locator("table")]) {
    const cell = table.locator("td").first();
    await expect(cell).toBeVisible();
    expect(await cell.evaluate((element) => element.getBoundingClientRect().height)).toBeLessThan(40);
  }
  await ownTable.focus();
  await expect(ownTable).toBeFocused();
  await expect(frame.locator("body")).toHaveAttribute("tabindex", "0");
});
