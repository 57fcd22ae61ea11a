import type { Locator } from "@playwright/test";
import { callApi, setTracking } from "./support/api";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("an API key is shown once, works over HTTP, and is refused after it was revoked; the log tells it all", async ({
  openAs,
}) => {
  const { desk } = stage();
  const name = "Shop backend";
  const page = await openAs("admin");
  await page.goto("/admin/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog", { name: "Create API key" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog", { name: "Your new API key" });
  const key = (await shown.locator("code").textContent()) ?? "";
  expect(key.length).toBeGreaterThan(20);
  await shown.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Never");
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(key);

  expect((await callApi(desk, "GET", "/tickets?limit=1", { key })).status).toBe(200);
  expect((await callApi(desk, "GET", "/users", { key })).status).toBe(403);
  await page.reload();
  await expect(row).not.toContainText("Never");

  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  const refused = await callApi(desk, "GET", "/tickets?limit=1", { key });
  expect(refused).toMatchObject({ status: 401, body: { status: 401 } });

  await page.getByRole("link", { name: "Audit log" }).click();
  const entries = page.getByRole("row");
  await expect(entries.filter({ hasText: "Revoked an API key" }).first()).toContainText("Administrator");
  await expect(entries.filter({ hasText: "Created an API key" }).first()).toContainText(name);
  expect(await page.content()).not.toContain(key);
});

test("a change of a module stands in the audit log, with what it was before", async ({ openAs }) => {
  const page = await openAs("admin");
  await page.goto("/admin/integration-modules");
  await page.getByRole("button", { name: "Configure Plausible Analytics" }).click();
  const dialog = page.getByRole("dialog", { name: "Configure Plausible Analytics" });
  await dialog.getByLabel("Site Domain").fill("desk.larkfield.example");
  await dialog.getByLabel("API Key").fill("a-very-secret-key");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain("a-very-secret-key");

  await page.getByRole("link", { name: "Audit log" }).click();
  const entry = page.getByRole("row").filter({ hasText: "desk.larkfield.example" }).first();
  await expect(entry).toContainText("Changed a module");
  await expect(entry).toContainText("Administrator");
  expect(await page.content()).not.toContain("a-very-secret-key");
  await setTracking(stage().desk, { settings: { site_domain: null, api_key: null } });
});

test("a dialog that is closed gives the keyboard back to what opened it, or else to the page", async ({
  openAs,
}) => {
  const page = await openAs("admin");
  const open = async (opener: Locator, dialog: Locator) =>
    expect(async () => {
      await opener.focus();
      await page.keyboard.press("Enter");
      await expect(dialog).toBeVisible({ timeout: 2000 });
    }).toPass();
  for (const [address, name] of [
    ["/admin/users", "Add user"],
    ["/admin/integration-modules", "Configure Resend"],
    ["/admin/api-keys", "Create API key"],
  ] as const) {
    await page.goto(address);
    const opener = page.getByRole("button", { name });
    await open(opener, page.getByRole("dialog", { name }));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
  await callApi(stage().desk, "POST", "/api-keys", { body: { name: "Left behind", role: "agent" } });
  await page.reload();
  const revoke = page.getByRole("button", { name: "Revoke Left behind" });
  await open(revoke, page.getByRole("alertdialog"));
  await page.keyboard.press("Escape");
  await expect(revoke).toBeFocused();
  await open(revoke, page.getByRole("alertdialog"));
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).press("Enter");
  await expect(revoke).toHaveCount(0);
  await expect(page.getByRole("main")).toBeFocused();
});

test("a setting that is wrong is brought into sight and has the keyboard, however far the form was scrolled", async ({
  openAs,
}) => {
  const { desk } = stage();
  const page = await openAs("admin", desk, { viewport: { width: 390, height: 844 } });
  await page.goto("/admin/integration-modules?configure=plausible");
  const dialog = page.getByRole("dialog", { name: "Configure Plausible Analytics" });
  const url = dialog.getByLabel("Base URL");
  await url.fill("nonsense");
  for (const name of ["Save", "Test connection"]) {
    await dialog.getByLabel("Pause forwarding").scrollIntoViewIfNeeded();
    await dialog.getByRole("button", { name, exact: true }).click();
    await expect(url).toBeFocused();
    await expect(dialog.getByText("Enter a full URL")).toBeInViewport();
  }
  await url.fill("");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Discard" }).click();
});

test("a password that is shown once stays until it was taken, whatever is clicked or pressed beside it", async ({
  openAs,
}) => {
  const page = await openAs("admin");
  await page.goto("/admin/users");
  await page.getByRole("button", { name: "Add user" }).click();
  const dialog = page.getByRole("dialog", { name: "Add user" });
  await dialog.getByLabel("Name").fill("Once Shown");
  await dialog.getByLabel("E-mail").fill("once.shown@larkfield.example");
  // Answered when the test says so: what is closed meanwhile would take the answer along.
  let answer = () => {};
  await page.route("**/admin/users", async (route) => {
    if (route.request().method() === "POST") await new Promise<void>((resolve) => (answer = resolve));
    await route.continue();
  });
  await dialog.getByRole("button", { name: "Create user" }).click();
  await expect(dialog.getByRole("button", { name: "Creating…" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 400);
  answer();
  const shown = page.getByRole("dialog", { name: "Once Shown can sign in now" });
  await expect(shown.locator("code")).toHaveText(/^\w{20}$/);
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 400);
  await expect(shown.locator("code")).toBeVisible();
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(shown).toBeHidden();
});

test("nobody takes their own admin's role away by a slip", async ({ openAs }) => {
  const page = await openAs("admin");
  await page.goto("/admin/users");
  const own = page.getByRole("row", { name: /\(you\)/ });
  await expect(own.getByRole("combobox", { name: /^Role of/ })).toBeDisabled();
  await expect(own.getByRole("button", { name: /^Deactivate/ })).toBeDisabled();
});

test.describe("somebody whose page is open", () => {
  // The page asks whether the portal is there, and is told so to somebody who is not signed in any more.
  test.use({ expectedComplaints: /status of 401 \(Unauthorized\) \(.*\/api\/live\)/ });

  test("a role takes effect at once, and somebody who was deactivated is signed out", async ({ openAs }) => {
    const { desk } = stage();
    const { password } = desk.accounts.agent;
    const admin = await openAs("admin");
    await admin.goto("/admin/users");
    const row = admin.getByRole("row", { name: /Lucia Moretti/ });

    const page = await openAs(null);
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("lucia@larkfield.example");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/tickets/);

    await row.getByRole("combobox", { name: "Role of Lucia Moretti" }).click();
    await admin.getByRole("option", { name: "Admin" }).click();
    await expect(admin.getByText("User changed.", { exact: true }).first()).toBeVisible();
    expect((await page.goto("/admin/users"))?.status()).toBe(200);

    await row.getByRole("button", { name: "Deactivate Lucia Moretti" }).click();
    await admin.getByRole("alertdialog").getByRole("button", { name: "Deactivate" }).click();
    await expect(row).toContainText("Deactivated");
    await page.goto("/tickets");
    await expect(page).toHaveURL(/\/sign-in/);

    await row.getByRole("button", { name: "Reactivate Lucia Moretti" }).click();
    await expect(row).toContainText("Active");
  });
});

test("an admin who saves second is told what the first one changed, and a form with changes is not lost by leaving", async ({
  openAs,
}) => {
  const { desk } = stage();
  const slug = "resend"; // Nothing of the desk's goes through it.
  const save = (settings: Record<string, unknown>) =>
    callApi(desk, "PATCH", `/integration-modules/${slug}`, { body: { settings } });
  await save({ rate_per_second: 5 });
  const page = await openAs("admin");
  await page.goto(`/admin/integration-modules`);
  await page.getByRole("button", { name: "Configure Resend" }).click();
  const dialog = page.getByRole("dialog", { name: "Configure Resend" });
  const rate = dialog.getByLabel("Messages a second");
  // PLAN.md, "Screens": until then a refresh may draw the page as it was before.
  await expect(page).toHaveURL(/configure=resend/);
  await rate.fill("9");

  await test.step("what they changed stands beside what was typed", async () => {
    await save({ rate_per_second: 3, api_key: "re_of_the_first" });
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    const told = dialog.getByRole("alert", { name: /Somebody saved these settings/ });
    await expect(told).toContainText(/Messages a second.*ADMIN_API_KEY.*5.*3.*Yours, kept: 9/);
    await expect(told).toContainText(/API Key.*•••/);
    await expect(rate).toHaveValue("9");
    await told.getByRole("button", { name: "Take theirs Messages a second" }).click();
    await expect(rate).toHaveValue("3");
    expect(await page.content()).not.toContain("re_of_the_first");
  });

  await test.step("leaving asks: Escape, back, and closing the tab", async () => {
    await rate.fill("4");
    const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
    await page.keyboard.press("Escape");
    await question.getByRole("button", { name: "Keep editing" }).click();
    await page.evaluate(() => history.back());
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(rate).toHaveValue("4");
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => setTimeout(() => location.reload()));
    const browsers = await asked;
    expect(browsers.type()).toBe("beforeunload");
    await browsers.dismiss();
  });

  await test.step("mine is saved upon theirs, and then nothing is asked", async () => {
    await dialog.getByRole("button", { name: "Save mine" }).click();
    await expect(dialog).toBeHidden();
    const { body } = await callApi(desk, "GET", `/integration-modules/${slug}`);
    expect(body).toMatchObject({ settings: { rate_per_second: 4, api_key_set: true } });
    await save({ rate_per_second: null, api_key: null });
  });
});

test("on a phone a contact with a long address and no name does not make the page wider, nor the question about them", async ({
  openAs,
}) => {
  const { desk } = stage();
  const email = `a-rather-long.name-of-a-department.and-more@subdomain.of.a.company.with.a.long.name.example`;
  await callApi(desk, "POST", "/tickets", {
    body: { subject: "Hi", requester: { email }, html: "<p>Hi</p>" },
  });
  const { body } = await callApi<{ data: { id: number }[] }>(desk, "GET", `/contacts?email=${email}`);
  const page = await openAs("admin", desk, { viewport: { width: 390, height: 844 } });
  await page.goto(`/admin/contacts/${body.data[0]?.id}`);
  await expect(page.getByRole("heading", { name: email })).toBeVisible();
  const beyond = (element: Element) => element.scrollWidth - element.clientWidth;
  expect(await page.locator("html").evaluate(beyond)).toBe(0);
  await page.getByRole("button", { name: "Erase the contact" }).click();
  expect(await page.getByRole("alertdialog").evaluate(beyond)).toBe(0);
});

test("on a phone the audit log is read without scrolling sideways", async ({ openAs }) => {
  const { desk } = stage();
  const site_domain = `${"a-very-long-name-".repeat(8)}example`;
  const name = "The program that the department for long names runs at night";
  const { body } = await callApi<{ key: string }>(desk, "POST", "/api-keys", {
    body: { name, role: "admin" },
  });
  for (const domain of [site_domain, null]) {
    const settings = { site_domain: domain };
    await callApi(desk, "PATCH", "/integration-modules/plausible", { key: body.key, body: { settings } });
  }
  for (const width of [390, 1024]) {
    const page = await openAs("admin", desk, { viewport: { width, height: 844 } });
    await page.goto("/admin/audit-log");
    const row = page.getByRole("row").filter({ hasText: site_domain }).first();
    await expect(row).toContainText("plausible");
    const table = page.getByRole("region", { name: "Audit log" });
    expect(await table.evaluate((part) => part.scrollWidth - part.clientWidth), `${width}`).toBe(0);
  }
});
