import { callApi, openTicket } from "./support/api";
import { messageWith, replyWithLink, startReply } from "./support/composer";
import { nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("a recipient opts out on a page without script; their next mail is as written, and old ones record nothing", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const address = "otto.out@customer.example";
  const ticketId = await openTicket(desk, address, "Otto Out");
  const agent = await openAs("agent");
  await replyWithLink(agent, ticketId, "The first, see the", "https://example.com/first");
  const first = await nthMailTo(address);
  const preferences = /http:\/\/localhost:\d+\/email-preferences\/[\w-]{43}/.exec(first.html)?.[0];
  if (!preferences) throw new Error("the mail does not link to the preferences page");

  // A scanner that follows every link of the mail decides nothing.
  const scanned = await fetch(preferences);
  expect(scanned.status).toBe(200);
  expect(scanned.headers.getSetCookie()).toEqual([]);

  const page = await openAs(null, desk, { javaScriptEnabled: false });
  await page.goto(preferences);
  await expect(page.getByRole("main").getByRole("status")).toContainText("tell us when they are opened");
  await page.getByRole("button", { name: "Turn tracking off" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("You have turned tracking off.");
  expect(await page.context().cookies()).toEqual([]);

  await startReply(agent, ticketId);
  await expect(agent.getByText("Opted out of tracking")).toBeVisible();
  await replyWithLink(agent, ticketId, "The second, see the", "https://example.com/second");
  const second = await nthMailTo(address, 2);
  expect(pixelOf(second)).toBeNull();
  expect(second.link("manual")).toBe("https://example.com/second");

  const pixel = pixelOf(first);
  if (!pixel) throw new Error("the first mail has no pixel");
  await mailClient.open(first.html);
  const status = await fetch(`${desk.url}/api/email-tracking/status/${trackingIdOf(pixel)}`);
  expect(await status.json()).toMatchObject({ found: true, open_count: 0, is_opened: false });

  await page.getByRole("button", { name: "Allow tracking" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("tell us when they are opened");
  await replyWithLink(agent, ticketId, "The third, see the", "https://example.com/third");
  expect(pixelOf(await nthMailTo(address, 3))).not.toBeNull();
});

test("a second click at the same place, as of a doubled one, does not take the first one's choice back", async ({
  openAs,
}) => {
  const { desk } = stage();
  const address = "dana.double@customer.example";
  const ticketId = await openTicket(desk, address, "Dana Double");
  await replyWithLink(await openAs("agent"), ticketId, "Look into the", "https://example.com/double");
  const { html } = await nthMailTo(address);
  const page = await openAs(null, desk, { javaScriptEnabled: false });
  await page.goto(/http:\/\/localhost:\d+\/email-preferences\/[\w-]{43}/.exec(html)?.[0] ?? "");
  const state = page.getByRole("main").getByRole("status");
  for (const [name, said] of [
    ["Turn tracking off", "You have turned tracking off."],
    ["Allow tracking", "tell us when they are opened"],
  ] as const) {
    const { x = 0, y = 0 } = (await page.getByRole("button", { name }).boundingBox()) ?? {};
    await page.mouse.click(x + 20, y + 10);
    await expect(state).toContainText(said);
    await page.mouse.click(x + 20, y + 10);
    await page.reload();
    await expect(state).toContainText(said);
  }
});

test.describe("a link that we never sent", () => {
  test.use({ expectedComplaints: /status of 400/ });

  test("leads to a page that a customer understands, and nowhere else", async ({ openAs }) => {
    const { desk } = stage();
    const page = await openAs(null);
    const target = encodeURIComponent("https://evil.example/phish?x=1");
    const response = await page.goto(
      `/api/email-tracking/click?tid=${"a".repeat(43)}&url=${target}&sig=forged`,
    );
    expect(response?.status()).toBe(400);
    expect(page.url()).toContain(desk.url);
    await expect(page.getByRole("heading", { name: "This link could not be opened" })).toBeVisible();
    await expect(page.getByText("evil.example")).toBeVisible();
    await expect(page.getByText("phish")).toHaveCount(0);
    await expect(page.getByRole("link")).toHaveCount(0);
  });
});

test("a click proves reading where images are blocked, and the card says so", async ({
  openAs,
  destination,
}) => {
  const { desk } = stage();
  const address = "bo.blocked@customer.example";
  const ticketId = await openTicket(desk, address, "Bo Blocked");
  const page = await openAs("agent");
  await replyWithLink(page, ticketId, "No images needed, see the", `${destination.url}/only-a-click`);
  const message = messageWith(page, "No images needed");
  const arrived = await nthMailTo(address);
  const browser = await openAs(null);
  await browser.goto(arrived.link("manual"));
  expect(destination.visits).toEqual(["/only-a-click"]);
  const badge = message.getByRole("button", { name: "✓ Read" });
  await expect(badge).toBeVisible({ timeout: 5000 });
  await badge.hover();
  await expect(page.getByRole("dialog", { name: "Delivery and reading" })).toContainText(
    "A link was clicked",
  );
  const { body } = await callApi<{
    replies: { recipients: { open_count: number; click_count: number }[] }[];
  }>(desk, "GET", `/tickets/${ticketId}`);
  expect(body.replies.at(-1)?.recipients).toMatchObject([{ open_count: 0, click_count: 1 }]);
});

test("there is an icon for what names none: a browser asks for it by itself", async () => {
  const icon = await fetch(`${stage().desk.url}/favicon.ico`);
  expect(icon.status).toBe(200);
  expect(icon.headers.get("content-type")).toMatch(/^image\/(x-icon|vnd\.microsoft\.icon)/);
  expect(Buffer.from(await icon.arrayBuffer()).readUInt32BE()).toBe(0x00000100);
});
