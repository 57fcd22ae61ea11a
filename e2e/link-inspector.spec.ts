import { load } from "cheerio";
import { callApi, openTicket } from "./support/api";
import { violationsOf } from "./support/axe";
import { composerOf, linkLastWord, sendReply, startReply } from "./support/composer";
import { nthMailTo, pixelOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const guide = "https://example.com/guide?a=1&b=2";
const reset = "https://example.com/reset-password?token=c0ffee";
const status = "https://status.example.com/";

test("before sending, the composer says which links will be tracked, and the mail is as it said", async ({
  openAs,
}) => {
  const address = "lara.links@customer.example";
  const ticketId = await openTicket(stage().desk, address, "Lara Links");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  const composer = composerOf(page);
  const panel = composer.getByRole("region", { name: "Links" });
  const rows = panel.getByRole("listitem");

  await page.keyboard.type("Nothing to follow yet. ");
  await expect(composer).toContainText("An invisible pixel is added.");
  await expect(composer.getByText("Links", { exact: true })).toHaveCount(0);

  await page.keyboard.type("Read the guide");
  await linkLastWord(page, guide);
  await page.keyboard.type(" or set a password");
  await linkLastWord(page, reset);
  await page.keyboard.type(" and see the status");
  await linkLastWord(page, status);
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText("guide");
  await expect(rows.nth(0)).toContainText("Tracked: clicks are counted.");
  await expect(rows.nth(1)).toContainText("Not tracked: it seems to carry a password, a token or a code");
  await expect(rows.nth(1).getByRole("switch")).toHaveCount(0);
  await expect(composer.getByRole("button", { name: "Links 2 tracked, 1 not tracked" })).toBeVisible();
  await expect(composer).toContainText("2 links are followed, an invisible pixel is added.");

  const statusSwitch = panel.getByRole("switch", { name: "Track clicks on status" });
  await expect(statusSwitch).toBeChecked();
  await statusSwitch.focus();
  await page.keyboard.press("Space");
  await expect(statusSwitch).not.toBeChecked();
  await expect(rows.nth(2)).toContainText("Not tracked: you switched it off.");
  await expect(composer.getByRole("button", { name: "Links 1 tracked, 2 not tracked" })).toBeVisible();
  await expect(composer).toContainText("1 link is followed, an invisible pixel is added.");

  // Editing around it changes nothing, and the same address a second time is switched off, too.
  await composer.getByRole("textbox", { name: "Reply" }).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" or the dashboard");
  await linkLastWord(page, status);
  await expect(rows.nth(2)).toContainText("2×");
  await expect(statusSwitch).not.toBeChecked();
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain("dashboard");
  await page.reload();
  await expect(rows).toHaveCount(3);
  await expect(statusSwitch).not.toBeChecked();
  await sendReply(page);
  await expect(panel).toHaveCount(0);

  const arrived = await nthMailTo(address);
  const $ = load(arrived.html);
  const hrefs = $("a")
    .map((_, link) => $(link).attr("href") ?? "")
    .get();
  const tracked = hrefs.filter((href) => href.includes("/api/email-tracking/click?"));
  expect(tracked).toHaveLength(1);
  expect(new URL(tracked[0] ?? "").searchParams.get("url")).toBe(guide);
  expect(arrived.link("guide")).toBe(tracked[0]);
  expect(arrived.link("password")).toBe(reset);
  expect(arrived.link("status")).toBe(status);
  expect(arrived.link("dashboard")).toBe(status);
  expect(pixelOf(arrived)).not.toBeNull();
  expect(arrived.html).not.toContain("no-track");

  // Written anew, the next reply begins with nothing switched off; what is quoted is shown apart.
  await startReply(page, ticketId);
  await page.keyboard.type("Once more the status");
  await linkLastWord(page, status);
  await expect(rows.first()).toContainText("Tracked: clicks are counted.");
  await expect(panel).toContainText("from your signature and the quoted conversation");
  await expect(rows.filter({ hasText: "it was switched off by its author" })).toHaveCount(1);

  // What is quoted has its switch, too.
  await panel.getByRole("switch", { name: "Track clicks on guide" }).click();
  await expect(rows.filter({ hasText: "Not tracked: you switched it off." })).toHaveCount(1);
  await sendReply(page);
  const second = await nthMailTo(address, 2);
  expect(second.link("guide")).toBe(guide);
  expect(second.html).not.toContain("no-track");
});

test("the panel says when no link is tracked: by the agent's choice, and by the recipient's", async ({
  openAs,
}) => {
  const { desk } = stage();
  const address = "olga.out@customer.example";
  const ticketId = await openTicket(desk, address, "Olga Out");
  const page = await openAs("agent");
  await startReply(page, ticketId);
  await page.keyboard.type("Read the guide");
  await linkLastWord(page, guide);
  const composer = composerOf(page);
  await expect(composer.getByRole("button", { name: "Links 1 tracked" })).toBeVisible();
  await composer.getByRole("switch", { name: "Track this email" }).click();
  await expect(composer).toContainText("1 link, not tracked: tracking is off for this email.");
  await composer.getByRole("switch", { name: "Track this email" }).click();
  await expect(composer.getByRole("button", { name: "Links 1 tracked" })).toBeVisible();
  await sendReply(page);

  const preferences = /http:\/\/localhost:\d+\/email-preferences\/[\w-]{43}/.exec(
    (await nthMailTo(address)).html,
  );
  const recipient = await openAs(null);
  await recipient.goto(preferences?.[0] ?? "");
  await recipient.getByRole("button", { name: "Turn tracking off" }).click();
  await expect(recipient.getByRole("main").getByRole("status")).toContainText("turned tracking off");

  await startReply(page, ticketId);
  await page.keyboard.type("Read the guide");
  await linkLastWord(page, guide);
  await expect(composer).toContainText("not tracked: no recipient may be tracked.");
  await expect(composer).toContainText("It will not be tracked: its recipients opted out.");

  // A copy for somebody else is tracked, and the composer says whose is not.
  await composer.getByRole("button", { name: "Cc/Bcc" }).click();
  await composer
    .getByRole("textbox", { name: "Cc: add an address", exact: true })
    .fill("carla.copy@customer.example");
  await page.keyboard.press("Enter");
  await expect(composer).toContainText(`Not for ${address}: opted out.`);
  await expect(composer.getByRole("button", { name: /^Links \d+ tracked/ })).toBeVisible();
  await composer.getByRole("tab", { name: "Note" }).click();
  await expect(composer.getByText("Links", { exact: true })).toHaveCount(0);
});

test("a first mail to a contact has the list too, and axe finds nothing wrong with it", async ({
  openAs,
}) => {
  const address = "nora.new@customer.example";
  const page = await openAs("agent", stage().desk, { bypassCSP: true });
  await page.goto("/tickets/new");
  await page.getByLabel("To (e-mail address)").fill(address);
  await page.getByLabel("Subject").fill("Your guide");
  await page.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("https://example.com/first and https://example.com/second ");
  const toggle = page.getByRole("switch", { name: "Track clicks on example.com/first" });
  await toggle.click();
  await expect(page.getByRole("button", { name: "Links 1 tracked, 1 not tracked" })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Send and open ticket" }).click();
  await expect(page).toHaveURL(/\/tickets\/\d+$/);
  const arrived = await nthMailTo(address);
  expect(arrived.link("https://example.com/first")).toBe("https://example.com/first");
  expect(arrived.link("https://example.com/second")).toContain("/api/email-tracking/click?");
});

test.describe("while the portal cannot be reached", () => {
  test.use({ expectedComplaints: /ERR_FAILED|Failed to fetch/ });

  test("the composer says that it could not find out, and tries again when asked to", async ({ openAs }) => {
    const ticketId = await openTicket(stage().desk, "fay.fail@customer.example", "Fay Fail");
    const page = await openAs("agent");
    await startReply(page, ticketId);
    await page.route("**/tickets/*", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    await page.keyboard.type("Read the guide");
    await linkLastWord(page, guide);
    const composer = composerOf(page);
    await expect(composer).toContainText("Which links will be tracked could not be found out.");
    await page.unroute("**/tickets/*");
    await composer.getByRole("button", { name: "Try again" }).click();
    await expect(composer.getByRole("button", { name: "Links 1 tracked" })).toBeVisible();
  });
});

test("a program opts a link out with data-no-track", async () => {
  const { desk } = stage();
  const address = "paul.program@customer.example";
  const ticketId = await openTicket(desk, address, "Paul Program");
  const html = `<p><a href="${status}" data-no-track>status</a> <a href="${guide}">guide</a></p>`;
  const { status: code } = await callApi(desk, "POST", `/tickets/${ticketId}/replies`, { body: { html } });
  expect(code).toBe(201);
  const arrived = await nthMailTo(address);
  expect(arrived.link("status")).toBe(status);
  expect(arrived.link("guide")).toContain("/api/email-tracking/click?");
  expect(arrived.html).not.toContain("no-track");
});

test("the pixel moves nothing in the mail, in either theme", async ({ mailClient }) => {
  const { desk } = stage();
  const address = "stella.still@customer.example";
  const ticketId = await openTicket(desk, address, "Stella Still");
  await callApi(desk, "POST", `/tickets/${ticketId}/replies`, {
    body: { html: `<p>One <a href="${guide}">guide</a></p><ul><li>Two</li></ul>` },
  });
  const { html } = await nthMailTo(address);
  const image = /<img[^>]*\/api\/email-tracking\/pixel\/[^>]*>/.exec(html)?.[0] ?? "";
  expect(image).not.toBe("");
  const layoutOf = async (mail: string) => {
    const page = await mailClient.open(mail);
    const boxes = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("body, body *:not(img)")].map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return [element.localName, x, y, width, height, document.documentElement.scrollHeight].join(" ");
        }),
      );
    const light = await boxes();
    const shown = await page.screenshot();
    await page.emulateMedia({ colorScheme: "dark" });
    return {
      light,
      dark: await boxes(),
      shown: shown.toString("base64"),
      inDark: (await page.screenshot()).toString("base64"),
    };
  };
  const [tracked, untracked] = [await layoutOf(html), await layoutOf(html.replace(image, ""))];
  expect(tracked.light).toEqual(untracked.light);
  expect(tracked.dark).toEqual(untracked.dark);
  expect(tracked.shown === untracked.shown).toBe(true);
  expect(tracked.inDark === untracked.inDark).toBe(true);
});
