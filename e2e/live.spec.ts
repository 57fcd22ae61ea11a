import type { Page } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { composerOf, messageWith, replyWith, startReply } from "./support/composer";
import { nthMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

async function note(ticketId: number, text: string) {
  const { status } = await callApi(stage().desk, "POST", `/tickets/${ticketId}/replies`, {
    body: { html: `<p>${text}</p>`, internal: true },
  });
  expect(status).toBe(201);
}

/** Marks the page, so that one that was loaded anew is known by the mark's absence. */
const markPage = (page: Page) =>
  page.evaluate(() => {
    document.body.dataset.loadedOnce = "yes";
  });
const isMarked = (page: Page) => page.evaluate(() => document.body.dataset.loadedOnce === "yes");

test.describe("where no stream can be had", () => {
  test.use({ expectedComplaints: /ERR_FAILED/ });

  test("pages ask again by themselves from the first moment on", async ({ openAs, mailClient }) => {
    const address = "pola.poll@customer.example";
    const ticketId = await openTicket(stage().desk, address, "Pola Poll");
    const page = await openAs("agent");
    await page.route("**/api/live", (route) =>
      route.request().method() === "GET" ? route.abort() : route.continue(),
    );
    await replyWith(page, ticketId, "Without a stream");
    const message = messageWith(page, "Without a stream");
    await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
    await mailClient.open((await nthMailTo(address)).html);
    await expect(message.getByRole("button", { name: "✓ Read" })).toBeVisible();
    await note(ticketId, "Found by asking");
    await expect(messageWith(page, "Found by asking")).toBeVisible();
  });
});

test.describe("while the portal cannot be reached", () => {
  test.use({ expectedComplaints: /net::ERR_|Failed to (fetch|load)|status of 502/ });

  test("a page keeps what it shows and what is being written, and then catches up", async ({
    openAs,
    mailClient,
  }) => {
    const address = "oda.offline@customer.example";
    const ticketId = await openTicket(stage().desk, address, "Oda Offline");
    const page = await openAs("agent");
    // Without a stream the page asks every five seconds, and not whenever another test changes something.
    await page.route("**/api/live", (route) =>
      route.request().method() === "GET" ? route.abort() : route.fallback(),
    );
    await replyWith(page, ticketId, "Before the tunnel");
    const message = messageWith(page, "Before the tunnel");
    await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
    const { html } = await nthMailTo(address);
    await page.getByRole("textbox", { name: "Add a tag" }).fill("half a ta");
    // What is on its way when the connection ends would have the browser load the page.
    await page.waitForResponse((response) => response.url().includes("_rsc="));
    await markPage(page);

    await page.context().setOffline(true);
    await mailClient.open(html);
    // Longer than it takes to ask twice.
    await page.waitForTimeout(12_000);
    expect(await isMarked(page)).toBe(true);
    await page.context().setOffline(false);

    await expect(message.getByRole("button", { name: "✓ Read" })).toBeVisible();
    expect(await isMarked(page)).toBe(true);
    await expect(page.getByRole("textbox", { name: "Add a tag" })).toHaveValue("half a ta");
  });

  test("a proxy's page for a portal that is being restarted does not take the place of ours", async ({
    openAs,
  }) => {
    const ticketId = await openTicket(stage().desk, "rosa.restart@customer.example", "Rosa Restart");
    const page = await openAs("agent");
    await page.route("**/api/live", (route) =>
      route.request().method() === "GET" ? route.abort() : route.fallback(),
    );
    await page.goto(`/tickets/${ticketId}`);
    await markPage(page);
    await page.route("**/*", (route) =>
      route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }),
    );
    await page.waitForTimeout(12_000);
    expect(await isMarked(page)).toBe(true);
  });

  test("a change that cannot be saved is taken back and said, and the page stays", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "sia.save@customer.example", "Sia Save");
    const page = await openAs("agent");
    await startReply(page, ticketId);
    await page.keyboard.type("Half a sentence");
    await page.route("**/tickets/*", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    const status = page
      .getByRole("complementary", { name: "Details" })
      .getByRole("combobox", { name: "Status" });
    await status.click();
    await page.getByRole("option", { name: "Solved" }).click();
    await expect(page.getByText(/^No answer came/).first()).toBeVisible();
    await expect(status).toHaveText("Open");
    await expect(composerOf(page).getByRole("textbox", { name: "Reply" })).toHaveText("Half a sentence");
  });

  test("a new ticket's mail that cannot be sent stays in its form", async ({ openAs }) => {
    const page = await openAs("agent");
    await page.goto("/tickets/new");
    await page.route("**/tickets/new", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    await page.getByLabel("To (e-mail address)").fill("nina.new@customer.example");
    await page.getByLabel("Subject").fill("Written in the train");
    await page.getByRole("textbox", { name: "Message" }).click();
    await page.keyboard.type("All of my words");
    await page.getByRole("button", { name: "Send and open ticket" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("No answer came");
    await expect(page.getByRole("textbox", { name: "Message" })).toHaveText("All of my words");
  });
});

test("of two mails that are read in one moment a screen reader is told both", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const ticketId = await openTicket(desk, "rita.reader@customer.example", "Rita Reader");
  const addresses = ["ruth.reads@customer.example", "ralf.reads@customer.example"];
  for (const email of addresses) {
    const body = { html: "<p>Read this</p>", to: [{ email }] };
    expect((await callApi(desk, "POST", `/tickets/${ticketId}/replies`, { body })).status).toBe(201);
  }
  const mails = await Promise.all(addresses.map((address) => nthMailTo(address)));
  const page = await openAs("agent");
  await page.goto(`/tickets/${ticketId}`);
  await expect(page.getByRole("article").getByRole("button", { name: "📧 Sent" })).toHaveCount(2);
  // Both are known from one answer.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/email-state|_rsc/, async (route) => {
    await held;
    await route.continue();
  });
  for (const { html } of mails) await mailClient.open(html);
  letGo();
  const region = page.locator('div[role="status"].sr-only');
  for (const address of addresses) await expect(region).toContainText(`Reply to ${address}: Read.`);
});
