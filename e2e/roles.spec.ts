import type { Page } from "@playwright/test";
import { callApi } from "./support/api";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const userPages = [
  "/",
  "/tickets",
  "/tickets/1",
  "/tickets/new",
  "/account",
  "/account/password",
  "/no-such-page",
];
const adminPages = [
  "/admin",
  "/admin/integration-modules",
  "/admin/users",
  "/admin/api-keys",
  "/admin/audit-log",
  "/admin/no-such-page",
];
const settingsApis: [method: string, path: string][] = [
  ["GET", "/integration-modules"],
  ["GET", "/integration-modules/plausible"],
  ["PATCH", "/integration-modules/plausible"],
  ["GET", "/users"],
  ["POST", "/users"],
  ["GET", "/api-keys"],
  ["POST", "/api-keys"],
  ["DELETE", "/api-keys/1"],
  ["GET", "/audit-log"],
];

test("a signed-out visitor gets a real 307 to the sign-in page, from every page", async ({ request }) => {
  const { url } = stage().desk;
  for (const path of [...userPages, ...adminPages]) {
    const response = await request.get(`${url}${path}`, { maxRedirects: 0 });
    const next = path === "/" ? "" : `?next=${encodeURIComponent(path)}`;
    expect.soft([path, response.status()]).toEqual([path, 307]);
    expect.soft(new URL(response.headers().location ?? "", url).href).toBe(`${url}/sign-in${next}`);
    // Decided before anything streams.
    expect.soft(await response.text()).not.toContain("<main");
  }
  for (const path of ["/api/live", "/api/tickets/1/email-state"]) {
    expect.soft([path, (await request.get(`${url}${path}`)).status()]).toEqual([path, 401]);
  }
});

test.describe("a plain agent", () => {
  test.use({ expectedComplaints: /status of 403/ });

  test("gets a 403 that says so on every admin page, and has no Admin menu", async ({ openAs }) => {
    const page = await openAs("agent");
    for (const path of adminPages) {
      const response = await page.goto(path);
      expect.soft([path, response?.status()]).toEqual([path, 403]);
      await expect.soft(page.getByRole("heading", { name: "This is for admins" })).toBeVisible();
    }
    await page.getByRole("link", { name: "Go to tickets" }).click();
    await expect(page.getByRole("heading", { name: "Tickets", exact: true })).toBeVisible();
    const menu = page.getByRole("navigation", { name: "Main" });
    await expect(menu.getByRole("link", { name: "All" })).toBeVisible();
    await expect(menu.getByText("Admin")).toHaveCount(0);
    await expect(menu.getByRole("link", { name: "Integration Modules" })).toHaveCount(0);
  });

  test("gets 403 from every settings API with a key of their role, and 401 with their session", async ({
    openAs,
  }) => {
    const { desk } = stage();
    const made = await callApi<{ key: string }>(desk, "POST", "/api-keys", {
      body: { name: "An agent's program", role: "agent" },
    });
    const { request } = (await openAs("agent")).context();
    for (const [method, path] of settingsApis) {
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      const byKey = await callApi(desk, method, path, { key: made.body.key, body });
      expect.soft([method, path, byKey.status]).toEqual([method, path, 403]);
      const bySession = await request.fetch(`/api/v1${path}`, { method, data: body });
      expect.soft([method, path, bySession.status()]).toEqual([method, path, 401]);
    }
    const tickets = await callApi(desk, "GET", "/tickets?limit=1", { key: made.body.key });
    expect(tickets.status).toBe(200);
  });
});

test.describe("signing in", () => {
  test.use({ expectedComplaints: /status of 401/ });

  test("a wrong password is said so, the right one leads where the visitor wanted to go, and out again", async ({
    openAs,
  }) => {
    const { desk } = stage();
    const { email, password } = desk.accounts.agent;
    const page = await openAs(null);
    await page.goto("/tickets?status=pending");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await signInAs(page, email, `${password}-not`);
    await expect(page.getByRole("main").getByRole("alert")).toHaveText("E-mail or password is wrong.");
    await signInAs(page, email, password);
    await expect(page).toHaveURL(`${desk.url}/tickets?status=pending`);

    // The page has just been loaded anew: a click before its script runs opens nothing.
    const signOut = page.getByRole("menuitem", { name: "Sign out" });
    await expect(async () => {
      await page.getByRole("button", { name: /Account, theme, sign out/ }).click();
      await expect(signOut).toBeVisible({ timeout: 2000 });
    }).toPass();
    await signOut.click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/tickets");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("a user whom an admin has made chooses their own password before anything else", async ({
    openAs,
  }) => {
    const { desk } = stage();
    const email = "newcomer@larkfield.example";
    const admin = await openAs("admin");
    await admin.goto("/admin/users");
    await admin.getByRole("button", { name: "Add user" }).click();
    const dialog = admin.getByRole("dialog", { name: "Add user" });
    await dialog.getByLabel("Name").fill("Nele Newcomer");
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByRole("button", { name: "Create user" }).click();
    const shown = admin.getByRole("dialog", { name: "Nele Newcomer can sign in now" });
    const generated = (await shown.locator("code").textContent()) ?? "";
    await shown.getByRole("button", { name: "Done" }).click();
    const row = admin.getByRole("row", { name: /Nele Newcomer/ });
    await expect(row).toContainText("Has not signed in yet");

    const page = await openAs(null);
    await page.goto("/sign-in");
    await signInAs(page, email, generated);
    await expect(page.getByRole("heading", { name: "Choose your own password" })).toBeVisible();
    await page.goto("/tickets");
    await expect(page).toHaveURL(`${desk.url}/account/password`);
    await page.getByLabel("Present password").fill(generated);
    await page.getByLabel("New password", { exact: true }).fill("only-nele-knows-it");
    await page.getByLabel("New password again").fill("only-nele-knows-it");
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page).toHaveURL(/\/tickets/);
    await expect(page.getByRole("heading", { name: "Tickets", exact: true })).toBeVisible();
    await admin.reload();
    await expect(row).toContainText("Active");
  });
});

test.describe("signing in at another address than the portal's", () => {
  test.use({ expectedComplaints: /status of 403/ });

  test("is refused with the address where it can be done", async ({ openAs }) => {
    const { url, accounts } = stage().desk;
    const page = await openAs(null);
    await page.goto(`${url.replace("localhost", "desk.localhost")}/sign-in`);
    await signInAs(page, accounts.agent.email, accounts.agent.password);
    await expect(page.getByRole("main").getByRole("alert")).toContainText(`This portal’s address is ${url}.`);
  });
});

async function signInAs(page: Page, email: string, password: string) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
