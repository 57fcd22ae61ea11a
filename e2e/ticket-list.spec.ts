import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("a page whose tickets have moved up says so, and leads to the newest", async ({ openAs }) => {
  const page = await openAs("agent");
  const beforeAll = Buffer.from(JSON.stringify(["2001-01-01 00:00:00.000000", 1])).toString("base64url");
  await page.goto(`/tickets?status=open&pages=${beforeAll}`);
  await expect(page.getByText("Nothing is left on this page")).toBeVisible();
  await expect(page.getByText("No tickets yet")).toHaveCount(0);
  await page.getByRole("link", { name: "Go to the newest" }).click();
  await expect(page).toHaveURL(`${stage().desk.url}/tickets?status=open`);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
});

test("an address of a page that was cut off leads to the first page", async ({ openAs }) => {
  const page = await openAs("agent");
  await page.goto("/tickets?status=open&pages=WyIyMDI2LTEx");
  await expect(page).toHaveURL(`${stage().desk.url}/tickets?status=open`);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
});

test("the list of one assignee does not say that it has tickets of any status", async ({ openAs }) => {
  const page = await openAs("agent");
  const status = page.getByRole("combobox", { name: "Status" });
  await page.goto("/tickets");
  await expect(status).toHaveText("Any status");
  await page.goto("/tickets?assignee=me");
  await expect(status).toHaveText("Open, pending");
});
