import type { Page } from "@playwright/test";
import { callApi, openTicket, setTracking } from "./support/api";
import { type ArrivedMail, nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { startPlausibleStandIn } from "./support/plausible-stand-in";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const site = "support.larkfield.example";
const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
// Events settle ten seconds before they are sent, and a Plausible that was away is asked again after as many.
const forwarded = { timeout: 60_000 };

test.afterEach(async () => {
  const names = ["base_url", "site_domain", "api_key", "send_to_plausible", "forwarding_paused"];
  await setTracking(stage().switched, { settings: Object.fromEntries(names.map((name) => [name, null])) });
});

test("an admin connects Plausible, an open and a click arrive there as two events that name nobody, and an outage costs nothing but a wait", async ({
  openAs,
}) => {
  test.setTimeout(240_000);
  let plausible = await startPlausibleStandIn({ sites: [site], statsKey: "stats-key" });
  const page = await openAs("admin", stage().switched);

  await test.step("Test connection is red with the reason, then green", async () => {
    const dialog = await configure(page);
    await dialog.getByRole("textbox", { name: "Base URL" }).fill(plausible.url);
    await dialog.getByRole("textbox", { name: "Site Domain" }).fill(site);
    await dialog.getByLabel("API Key", { exact: true }).fill("wrong-key");
    await dialog.getByRole("button", { name: "Test connection" }).click();
    await expect(dialog.getByText(`Plausible does not accept the key for ${site}`)).toBeVisible();
    await dialog.getByLabel("API Key", { exact: true }).fill("stats-key");
    await dialog.getByRole("button", { name: "Test connection" }).click();
    await expect(dialog.getByText(`Plausible knows ${site}, and the key opens it.`)).toBeVisible();
    await dialog.getByRole("switch", { name: "Send to Plausible" }).click();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("an open and a click arrive, and the page says so", async () => {
    const mail = await mailTo("pia.plausible@customer.example");
    await visit(pixelOf(mail) ?? "");
    await visit(mail.link("The manual"));
    await expect.poll(() => plausible.events.length, forwarded).toBe(2);
    const [open, click] = plausible.events;
    expect(open).toMatchObject({ name: "email_open", domain: site, interactive: false, userAgent: browser });
    expect(click).toMatchObject({
      name: "email_click",
      props: { link_host: "example.com" },
      userAgent: browser,
    });
    const told = JSON.stringify(plausible.events.map(({ headers, rawBody }) => ({ headers, rawBody })));
    expect(told).not.toContain(trackingIdOf(pixelOf(mail) ?? ""));
    expect(told).not.toMatch(/pia|customer\.example|manual|draft/i);
    await page.goto("/admin/integration-modules/plausible");
    await expect(figure(page, "Sent")).toHaveText("2");
    await expect(figure(page, "Waiting")).toHaveText("0");
  });

  await test.step("Pause lets events wait, Go on sends them, and Retry failed sends what Plausible refused", async () => {
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await expect(page.getByText("Forwarding is paused.", { exact: true }).first()).toBeVisible();
    const mail = await mailTo("pam.plausible@customer.example");
    await visit(pixelOf(mail) ?? "");
    const openedAt = Date.now();
    await expect.poll(() => shownAfterReload(page, "Waiting"), forwarded).toBe("1");
    // Ten seconds after it happened it would be sent, and two more until the forwarder looks.
    await page.waitForTimeout(Math.max(0, openedAt + 15_000 - Date.now()));
    expect(plausible.events).toHaveLength(2);
    plausible.forced.push({ status: 400, body: JSON.stringify({ errors: { url: ["is required"] } }) });
    await page.getByRole("button", { name: "Go on", exact: true }).click();
    await expect(page.getByText("Forwarding goes on.", { exact: true }).first()).toBeVisible();
    await expect.poll(() => shownAfterReload(page, "Refused by Plausible"), forwarded).toBe("1");
    await expect(page.getByText(/Plausible answered 400: url is required/)).toBeVisible();
    const reasons = page.getByRole("region", { name: "Not sent in 30 days, and why" });
    await expect(reasons.getByRole("listitem")).toHaveText(/^RefusedPlausible refused it.*1$/);
    await page.getByRole("button", { name: "Retry failed" }).click();
    await expect(page.getByText("1 event is tried again.", { exact: true }).first()).toBeVisible();
    await expect.poll(() => plausible.events.length, forwarded).toBe(3);
    await expect.poll(() => shownAfterReload(page, "Sent"), forwarded).toBe("3");
    await expect(page.getByRole("button", { name: "Retry failed" })).toBeHidden();
  });

  await test.step("while Plausible is away the portal does its work, and events wait", async () => {
    const { port } = plausible;
    await plausible.close();
    const mail = await mailTo("pit.plausible@customer.example");
    for (let load = 0; load < 3; load++) await visit(pixelOf(mail) ?? "");
    await expect.poll(() => shownAfterReload(page, "Waiting"), forwarded).toBe("3");
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByText(/ECONNREFUSED/).count();
      }, forwarded)
      .toBeGreaterThan(0);
    plausible = await startPlausibleStandIn({ sites: [site], port });
  });

  await test.step("back again, it gets what waited", async () => {
    await expect.poll(() => plausible.events.length, { timeout: 90_000 }).toBe(3);
    await page.reload();
    await expect(figure(page, "Waiting")).toHaveText("0");
    await expect(figure(page, "Sent")).toHaveText("6");
    await plausible.close();
  });
});

async function configure(page: Page) {
  await page.goto("/admin/integration-modules");
  await page.getByRole("button", { name: "Configure Plausible Analytics" }).click();
  return page.getByRole("dialog", { name: "Configure Plausible Analytics" });
}

/** The number under a heading of the forwarding page. */
function figure(page: Page, name: string) {
  return page
    .locator("dl > div")
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator("dd")
    .first();
}

async function shownAfterReload(page: Page, name: string) {
  await page.reload();
  return figure(page, name).textContent();
}

async function mailTo(address: string): Promise<ArrivedMail> {
  const ticketId = await openTicket(stage().switched, address, "Pia Plausible");
  const html = '<p>Here is how it works: <a href="https://example.com/manual?draft=1">The manual</a></p>';
  const { status } = await callApi(stage().switched, "POST", `/tickets/${ticketId}/replies`, {
    body: { html },
  });
  expect(status).toBe(201);
  return nthMailTo(address);
}

/** As a recipient's program asks, on a machine elsewhere. */
async function visit(address: string) {
  const response = await fetch(address, { redirect: "manual", headers: { "user-agent": browser } });
  expect([200, 302]).toContain(response.status);
}
