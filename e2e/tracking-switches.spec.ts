import type { Page } from "@playwright/test";
import { openTicket, setTracking } from "./support/api";
import { composerOf, linkLastWord, replyWithLink, sendReply, startReply } from "./support/composer";
import { type ArrivedMail, mailsTo, nthMailTo, pixelOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const manual = "https://example.com/manual?a=1&b=2";
const name = "Plausible Analytics";

test.afterEach(async () => {
  const settings = { track_opens: null, track_clicks: null, tracking_mode: null };
  await setTracking(stage().switched, { enabled: true, settings });
});

test("what an admin switches off is missing from the next mail, and there again when it is back on", async ({
  openAs,
}) => {
  const address = "sam.switch@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Sam Switch");
  const [admin, agent] = [await openAs("admin", stage().switched), await openAs("agent", stage().switched)];
  await startReply(agent, ticketId);
  let sent = 0;
  const nextMail = async () => {
    sent++;
    // On the page that was open before: it is the setting of the moment that counts.
    await writeHere(agent, `Mail number ${sent}, see the manual`);
    await linkLastWord(agent, manual);
    await sendReply(agent);
    return nthMailTo(address, sent);
  };

  expect(traces(await nextMail())).toEqual({ pixel: true, link: "tracked", notice: true });

  await switchSetting(admin, "Track Opens");
  expect(traces(await nextMail())).toEqual({ pixel: false, link: "tracked", notice: true });

  await switchSetting(admin, "Track Clicks");
  expect(traces(await nextMail())).toEqual({ pixel: false, link: manual, notice: false });

  await switchSetting(admin, "Track Opens");
  expect(traces(await nextMail())).toEqual({ pixel: true, link: manual, notice: true });

  await switchSetting(admin, "Track Clicks");
  await switchModule(admin, false);
  expect(traces(await nextMail())).toEqual({ pixel: false, link: manual, notice: false });
  await agent.reload();
  await expect(composerOf(agent)).toContainText("Tracking is switched off.");

  await switchModule(admin, true);
  expect(traces(await nextMail())).toEqual({ pixel: true, link: "tracked", notice: true });
});

test("the dialog says where a value comes from, refuses a wrong one, and goes back to the default", async ({
  openAs,
}) => {
  const page = await openAs("admin", stage().switched);
  const dialog = await configure(page);
  const days = dialog.getByRole("spinbutton", { name: "Keep events for (days)" });
  await expect(days).toHaveValue("365");
  await days.fill("0");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(days).toHaveAccessibleDescription(/Keep events for at least 1 day\./);
  await days.fill("30");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();

  const again = await configure(page);
  await expect(again.getByRole("spinbutton", { name: "Keep events for (days)" })).toHaveValue("30");
  const reset = again.getByRole("button", { name: "Reset", exact: true });
  await expect(reset).toHaveAccessibleDescription("Keep events for (days)");
  await reset.click();
  await again.getByRole("button", { name: "Save", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(
    (await configure(page)).getByRole("spinbutton", { name: "Keep events for (days)" }),
  ).toHaveValue("365");
});

test("a reply with “Track this email” off is as written, and the next one is tracked again", async ({
  openAs,
}) => {
  const address = "una.tracked@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Una Tracked");
  const page = await openAs("agent", stage().switched);

  await startReply(page, ticketId);
  await composerOf(page).getByRole("switch", { name: "Track this email" }).click();
  await expect(composerOf(page)).toContainText("It will not be tracked.");
  await writeHere(page, "This one is private, see https://example.com/private");
  await sendReply(page);
  const untracked = await nthMailTo(address);
  expect(pixelOf(untracked)).toBeNull();
  expect(untracked.html).not.toContain("/api/email-tracking/");
  const badge = page.getByRole("article").filter({ hasText: "This one is private" });
  await badge.getByRole("button", { name: "📧 Sent" }).hover();
  await expect(page.getByRole("dialog", { name: "Delivery and reading" })).toContainText("Not tracked");

  await replyWithLink(page, ticketId, "This one is not, see the", manual);
  expect(traces(await nthMailTo(address, 2))).toEqual({ pixel: true, link: "tracked", notice: true });
});

test("an internal note is kept and never mailed", async ({ openAs }) => {
  const address = "nora.note@customer.example";
  const ticketId = await openTicket(stage().switched, address, "Nora Note");
  const page = await openAs("agent", stage().switched);

  await startReply(page, ticketId);
  await composerOf(page).getByRole("tab", { name: "Note" }).click();
  await composerOf(page).getByRole("textbox", { name: "Note" }).click();
  await page.keyboard.type("Only we may know this");
  await composerOf(page).getByRole("button", { name: "Add note" }).click();
  const note = page.getByRole("article", { name: /^Internal note/ });
  await expect(note).toContainText("Only we may know this");
  await expect(note.getByRole("button")).toHaveCount(0);

  // A reply that is sent after it has arrived: so would have the note.
  await replyWithLink(page, ticketId, "You may know this, see the", manual);
  await nthMailTo(address);
  const mails = await mailsTo(address);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.mail.text).not.toContain("Only we may know this");
});

function traces(arrived: ArrivedMail) {
  const link = arrived.link("manual");
  return {
    pixel: pixelOf(arrived) !== null,
    link: link.startsWith(`${stage().switched.url}/api/email-tracking/click?`) ? "tracked" : link,
    notice: arrived.html.includes("/email-preferences/"),
  };
}

async function configure(page: Page) {
  await page.goto("/admin/integration-modules");
  await page.getByRole("button", { name: `Configure ${name}` }).click();
  return page.getByRole("dialog", { name: `Configure ${name}` });
}

/** Through the menu, as a person goes: Admin → Integration Modules → Configure → the switch → Save. */
async function switchSetting(page: Page, label: string) {
  // What was saved last may still be leading the page to its list: the browser gives one of the two up.
  await expect(() => page.goto("/tickets")).toPass();
  await page.getByRole("link", { name: "Integration Modules" }).click();
  await page.getByRole("button", { name: `Configure ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Configure ${name}` });
  await dialog.getByRole("switch", { name: label }).click();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Settings saved.", { exact: true }).first()).toBeVisible();
  await expect(dialog).toBeHidden();
}

async function switchModule(page: Page, on: boolean) {
  await page.goto("/admin/integration-modules");
  await page.getByRole("switch", { name: `Enable ${name}` }).click();
  await expect(
    page.getByText(`${name} is ${on ? "enabled" : "disabled"}.`, { exact: true }).first(),
  ).toBeVisible();
}

async function writeHere(page: Page, text: string) {
  await composerOf(page).getByRole("textbox", { name: "Reply" }).click();
  await page.keyboard.type(text);
}
