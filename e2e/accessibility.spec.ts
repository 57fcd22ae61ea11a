import type { BrowserContextOptions, Page } from "@playwright/test";
import { callApi, openTicket } from "./support/api";
import { violationsAtEveryWidth, violationsOf } from "./support/axe";
import { type ArrivedMail, nthMailTo } from "./support/mails";
import { type PortalUnderTest, stage } from "./support/stage";
import { expect, test } from "./support/test";

// A page that is not there, and one that is not for an agent, are among those looked at; the inbox blocks images.
test.use({ expectedComplaints: /status of (400|403|404)|^Loading the image '.*' violates/ });

// Many pages a test.
test.describe.configure({ mode: "parallel", timeout: 240_000 });

const browser: BrowserContextOptions = { bypassCSP: true, reducedMotion: "reduce" };

test.describe("axe finds nothing wrong in either theme, on a wide screen and on a narrow one", () => {
  test("on what anybody can see", async ({ openAs }) => {
    const mail = await mailTo("ada@customer.example");
    const page = await openAs(null, stage().desk, browser);
    await check(page, "/sign-in");
    await check(page, preferencesPage(mail));
    await check(page, "/email-preferences/cut-off");
    await check(page, "/api/email-tracking/click?tid=x&url=https%3A%2F%2Fexample.com&sig=y");
    await page.setContent(mail.html);
    expect.soft(await violationsAtEveryWidth(page, { isPage: false }), "the mail").toEqual([]);
  });

  test("on the pages where recipients see and erase their data", async ({ openAs }) => {
    const address = "dora@customer.example";
    const preferences = preferencesPage(await mailTo(address));
    const page = await openAs(null, stage().desk, browser);
    await page.goto(preferences);
    await page.getByRole("button", { name: "See my data" }).click();
    await expectClean(page, "the preferences page after a request");
    const see = (await nthMailTo(address, 2)).link("See my data");
    await check(page, see);
    await page.getByRole("button", { name: "Show my data" }).click();
    await expectClean(page, "the data");
    await check(page, see);
    await page.goto(preferences);
    await page.getByRole("button", { name: "Erase my data" }).click();
    await check(page, `${(await nthMailTo(address, 3)).link("Erase my data")}?confirm=missing`);
    await check(page, "/email-preferences/data/done");
  });

  test("on an agent's pages", async ({ openAs }) => {
    const page = await openAs("agent", stage().desk, browser);
    await check(page, "/tickets");
    await check(page, "/tickets?q=nothing-has-these-words");
    await check(page, "/tickets/new");
    await check(page, "/mail-problems");
    await page.getByRole("button", { name: "Edit address" }).first().click();
    await expectClean(page, "another address for a mail that failed");
    await check(page, "/account");
    await check(page, "/admin/users");
    await check(page, "/tickets/999999");
    await check(page, "/no-such-page");
    await page.setViewportSize({ width: 390, height: 900 });
    await page.goto("/tickets");
    await page.getByRole("button", { name: "Open menu" }).click();
    await expect(page.getByRole("dialog", { name: "MyPortal" })).toBeVisible();
    expect.soft(await violationsOf(page), "the menu").toEqual([]);
  });

  test("on a conversation, its card and its composer", async ({ openAs }) => {
    const page = await openAs("agent", stage().desk, browser);
    await page.goto(`/tickets/${await ticketWithReadReply()}`);
    await expectClean(page, "the conversation", { frames: false });
    const badge = page.getByRole("article").getByRole("button", { name: "✓ Read" }).last();
    await badge.click();
    await expect(page.getByRole("dialog", { name: "Delivery and reading" })).toContainText("Opened");
    await expectClean(page, "the card");
    await page.keyboard.press("Escape");
    const composer = page.getByRole("region", { name: "Composer" });
    await composer
      .getByRole("button", { name: "Cc/Bcc" })
      .or(composer.getByText("Cc").first())
      .first()
      .click();
    await composer.getByRole("button", { name: "Send", exact: true }).click();
    await expect(composer.getByRole("alert")).toBeVisible();
    await expectClean(page, "the composer with a complaint", { frames: false });
    await composer.getByRole("button", { name: "More ways to send" }).click();
    await expect(page.getByRole("menuitem", { name: "Choose a time…" })).toBeVisible();
    await expectClean(page, "the ways to send", { frames: false });
    await page.getByRole("menuitem", { name: "Choose a time…" }).click();
    await expect(page.getByRole("dialog", { name: "Send later" })).toBeVisible();
    await expectClean(page, "the time to send at", { frames: false });
    await page.keyboard.press("Escape");
    await composer.getByRole("tab", { name: "Note" }).click();
    await expectClean(page, "the composer of a note", { frames: false });
  });

  test("on an admin's pages", async ({ openAs }) => {
    const page = await openAs("admin", stage().desk, browser);
    await check(page, "/admin/integration-modules");
    await page.getByRole("button", { name: "Configure Plausible Analytics" }).click();
    await expect(page.getByRole("dialog", { name: "Configure Plausible Analytics" })).toBeVisible();
    await expectClean(page, "the Configure dialog");
    await check(page, "/admin/users");
    await page.getByRole("button", { name: "Add user" }).click();
    await expect(page.getByRole("dialog", { name: "Add user" })).toBeVisible();
    await expectClean(page, "the Add user dialog");
    await check(page, "/admin/contacts");
    await check(page, "/admin/contacts?q=nobody-is-called-this");
    await page.goto("/admin/contacts");
    await page.getByRole("row").nth(1).getByRole("link").click();
    await expect(page.getByRole("heading", { name: "Consent to tracking" })).toBeVisible();
    await expectClean(page, "a contact");
    await page.getByRole("button", { name: "Erase the contact" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectClean(page, "the question before an erasure");
    await check(page, "/admin/api-keys");
    await check(page, "/admin/audit-log");
    await page.goto("/admin/doctor");
    await expect(page.getByRole("button", { name: "Run all again" })).toBeEnabled();
    await expectClean(page, "the doctor");
    await check(page, "/account/password");
  });

  test("on the inbox", async ({ openAs }) => {
    const { catcher } = stage();
    const ticketId = await openTicket(catcher, "ina@customer.example", "Ina Box");
    await reply(catcher, ticketId);
    const page = await openAs(null, catcher, browser);
    await check(page, catcher.inboxUrl ?? "");
    const link = page.getByRole("link", { name: /ina@customer/ });
    await link.click();
    await expect(page.getByRole("heading", { name: /A question of Ina Box/ })).toBeVisible();
    for (const tab of ["Text", "Headers", "Source"]) {
      await page.getByRole("link", { name: tab, exact: true }).click();
      await expect(page.getByRole("link", { name: tab, exact: true })).toHaveAttribute(
        "aria-current",
        "page",
      );
      await expectClean(page, `the inbox, ${tab}`);
    }
    await page.getByRole("link", { name: "HTML", exact: true }).click();
    await expect(page.frameLocator("iframe").getByText("Here is how it works.")).toBeVisible();
    await expectClean(page, "the inbox, HTML");
  });
});

async function check(page: Page, address: string) {
  await page.goto(address);
  await expectClean(page, address);
}

/** Soft, so that one run tells of every page. */
async function expectClean(page: Page, where: string, options: Parameters<typeof violationsOf>[1] = {}) {
  expect.soft(await violationsAtEveryWidth(page, options), where).toEqual([]);
}

async function reply(portal: PortalUnderTest, ticketId: number) {
  const { status, body } = await callApi(portal, "POST", `/tickets/${ticketId}/replies`, {
    body: { html: '<p>Here is how it works. <a href="https://example.com/manual">The manual</a></p>' },
  });
  if (status !== 201) throw new Error(`the reply was refused: ${status} ${JSON.stringify(body)}`);
}

async function mailTo(address: string): Promise<ArrivedMail> {
  await reply(stage().desk, await openTicket(stage().desk, address, "Ada Axe"));
  return nthMailTo(address);
}

function preferencesPage({ html }: ArrivedMail): string {
  const page = /http:\/\/localhost:\d+\/email-preferences\/[\w-]{43}/.exec(html)?.[0];
  if (!page) throw new Error("the mail does not link to the preferences page");
  return page;
}

/** A conversation of the demo's with a reply that was read: one of many messages, with a contact's HTML in frames. */
async function ticketWithReadReply(): Promise<number> {
  type Listed = { data: { id: number; requester: { email: string } }[] };
  const { body } = await callApi<Listed>(stage().desk, "GET", "/tickets?limit=50");
  for (const { id, requester } of body.data) {
    if (requester.email.endsWith("@customer.example")) continue;
    const ticket = await callApi<{ replies: { recipients?: { read_at: string | null }[] }[] }>(
      stage().desk,
      "GET",
      `/tickets/${id}`,
    );
    const last = ticket.body.replies.findLast((one) => one.recipients?.length);
    if (last?.recipients?.some((copy) => copy.read_at) && ticket.body.replies.length > 5) return id;
  }
  throw new Error("the demo has no conversation with a read reply");
}
