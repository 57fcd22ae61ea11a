import type { Page } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { messageWith } from "./support/composer";
import { nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { type PortalUnderTest, stage } from "./support/stage";
import { expect, test } from "./support/test";

const browser =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

/** Follows an address as a program does: no images, no further. */
const ask = (address: string, userAgent = browser) =>
  fetch(address, { redirect: "manual", headers: { "user-agent": userAgent } });

async function reply(desk: PortalUnderTest, ticketId: number, html: string) {
  const { status } = await callApi(desk, "POST", `/tickets/${ticketId}/replies`, { body: { html } });
  expect(status).toBe(201);
}

async function arrived(address: string) {
  const mail = await nthMailTo(address);
  const pixel = pixelOf(mail);
  if (!pixel) throw new Error("the mail has no pixel");
  return { ...mail, pixel };
}

async function openCard(page: Page, text: string, badge: string) {
  const button = messageWith(page, text).getByRole("button", { name: badge });
  await expect(button).toBeVisible({ timeout: 5000 });
  await button.hover();
  return page.getByRole("dialog", { name: "Delivery and reading" });
}

test("a gateway that loads the images and follows every link leaves the badge at Sent, and the card says why", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const address = "greta.gate@customer.example";
  const ticketId = await openTicket(desk, address, "Greta Gate");
  const page = await openAs("agent");
  const places = ["one", "two", "three"];
  const links = places.map((place) => `<a href="https://${place}.example/">${place}</a>`);
  await reply(desk, ticketId, `<p>Behind a gateway: ${links.join(" ")}</p>`);
  await page.goto(`/tickets/${ticketId}`);
  const mail = await arrived(address);

  // One after the other, so that the badge may be green for a moment: it must not stay so.
  await ask(mail.pixel);
  for (const place of places) expect((await ask(mail.link(place))).status).toBe(302);

  const card = await openCard(page, "Behind a gateway", "📧 Sent");
  await expect(card).toContainText(
    /A security scanner followed 3 links and loaded the images .*, not counted\./,
  );
  await expect(card).toContainText("Not opened yet.");
  const { body } = await callApi<{ replies: { email_open_count: number; email_read_count: number }[] }>(
    desk,
    "GET",
    `/tickets/${ticketId}`,
  );
  expect(body.replies.at(-1)).toMatchObject({
    ...{ badge: "sent", email_open_count: 1, email_read_count: 0, email_read_at: null },
    email_click_count: 3,
  });

  // What is further away than the scan's two seconds is the recipient.
  await page.waitForTimeout(2_500);
  await mailClient.open(mail.html);
  await expect(messageWith(page, "Behind a gateway").getByRole("button", { name: "✓ Read" })).toBeVisible({
    timeout: 5000,
  });
  await expect(card).toContainText(/^.*Opened once, /);
  await expect(card).toContainText("A security scanner followed 3 links");
});

test("two links in one moment, and a script's user agent, are a person", async ({ openAs }) => {
  const { desk } = stage();
  const address = "tim.two@customer.example";
  const ticketId = await openTicket(desk, address, "Tim Two");
  const page = await openAs("agent");
  await reply(
    desk,
    ticketId,
    '<p>Two: <a href="https://one.example/">one</a> <a href="https://two.example/">two</a></p>',
  );
  await page.goto(`/tickets/${ticketId}`);
  const mail = await arrived(address);
  for (const place of ["one", "two", "one"]) await ask(mail.link(place), "curl/8.5.0");
  const card = await openCard(page, "Two:", "✓ Read");
  await expect(card).toContainText("A link was clicked");
});

test("Apple's loading ahead leaves the badge at Sent; a mail program turns it Read", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const address = "pia.private@customer.example";
  const ticketId = await openTicket(desk, address, "Pia Private");
  const page = await openAs("agent");
  await reply(desk, ticketId, "<p>To somebody with an iPhone</p>");
  await page.goto(`/tickets/${ticketId}`);
  const mail = await arrived(address);
  await ask(mail.pixel, "Mozilla/5.0");

  const card = await openCard(page, "somebody with an iPhone", "📧 Sent");
  await expect(card).toContainText("Not opened yet.");
  await expect(card).toContainText("1 automatic load by Apple Mail not counted.");

  await mailClient.open(mail.html);
  await expect(
    messageWith(page, "somebody with an iPhone").getByRole("button", { name: "✓ Read" }),
  ).toBeVisible({
    timeout: 5000,
  });
  await expect(card).toContainText("Opened once");
  await expect(card).toContainText("Chrome");
  await expect(card).toContainText("1 automatic load by Apple Mail not counted.");
});

test.describe("an answer that quotes our mail", () => {
  // What the frame's policy blocks, the browser says.
  test.use({ expectedComplaints: /tracker\.gif' violates .*"img-src data:[^"]*"/ });

  test("loads no tracker by itself, and our own pixel never", async ({ openAs, destination }) => {
    const { desk } = stage();
    const address = "quinn.quote@customer.example";
    const ticketId = await openTicket(desk, address, "Quinn Quote");
    await reply(desk, ticketId, '<p>Read <a href="https://one.example/?a=1&amp;b=2">this</a></p>');
    const mail = await arrived(address);
    const tracker = `<img src="${destination.url}/tracker.gif" width="1" height="1">`;
    const answer = await callApi<{ id: number }>(desk, "POST", "/tickets", {
      body: {
        subject: "Re: A question of Quinn Quote",
        requester: { email: address },
        html: `<p>Thanks for this answer!</p>${tracker}<blockquote>${mail.html}</blockquote>`,
      },
    });
    expect(answer.status).toBe(201);

    const page = await openAs("agent");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`/tickets/${answer.body.id}`);
    const frame = page.frameLocator('iframe[title^="Message from"]');
    await expect(frame.getByText("Thanks for this answer!")).toBeVisible();
    await expect(page.getByText("1 remote image was blocked, 1 looks like a tracker.")).toBeVisible();
    expect(destination.visits).toEqual([]);

    await page.getByRole("button", { name: "Show images" }).click();
    await expect.poll(() => destination.visits).toEqual(["/tracker.gif"]);
    await frame.getByLabel("Quoted text").click();
    await expect(frame.getByRole("link", { name: "this" })).toHaveAttribute(
      "href",
      "https://one.example/?a=1&b=2",
    );
    expect(asked.filter((url) => url.includes("/api/email-tracking/"))).toEqual([]);
    const status = await fetch(`${desk.url}/api/email-tracking/status/${trackingIdOf(mail.pixel)}`);
    expect(await status.json()).toMatchObject({ open_count: 0, click_count: 0, is_opened: false });
  });
});
