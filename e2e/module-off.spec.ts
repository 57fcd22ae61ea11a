import type { APIRequestContext } from "@playwright/test";
import { callApi, openTicket, setTracking } from "./support/api";
import { replyWithLink } from "./support/composer";
import { nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test.afterEach(() => setTracking(stage().switched, { enabled: true }));

test("switched off, the module records nothing, and images and links of mails already sent go on working", async ({
  openAs,
  mailClient,
  destination,
}) => {
  const { switched } = stage();
  const address = "mia.module@customer.example";
  const ticketId = await openTicket(switched, address, "Mia Module");
  const agent = await openAs("agent", stage().switched);
  await replyWithLink(agent, ticketId, "Before it was off, see the", `${destination.url}/?a=1&b=2`);
  const arrived = await nthMailTo(address);
  const pixel = pixelOf(arrived);
  if (!pixel) throw new Error("the mail has no pixel");
  const status = async () =>
    (await fetch(`${switched.url}/api/email-tracking/status/${trackingIdOf(pixel)}`)).json();

  await setTracking(switched, { enabled: false });
  const image = await fetch(pixel);
  expect(image.status).toBe(200);
  expect(image.headers.get("content-type")).toBe("image/gif");
  expect((await image.arrayBuffer()).byteLength).toBe(43);
  const inbox = await mailClient.open(arrived.html);
  await inbox.getByRole("link", { name: "manual" }).click();
  await expect(inbox.getByRole("heading", { name: "You have arrived" })).toBeVisible();
  expect(destination.visits).toEqual(["/?a=1&b=2"]);
  expect(await status()).toMatchObject({ open_count: 0, click_count: 0 });

  await setTracking(switched, { enabled: true });
  await mailClient.open(arrived.html);
  await expect.poll(status).toMatchObject({ open_count: 1, click_count: 0 });
});

test("an agent cannot repeat what an admin's browser sent", async ({ openAs }) => {
  const { switched } = stage();
  const admin = await openAs("admin", stage().switched);
  await admin.goto("/admin/integration-modules");
  const sending = admin.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await admin.getByRole("switch", { name: "Enable Plausible Analytics" }).click();
  const sent = await sending;
  await expect(admin.getByText("Plausible Analytics is disabled.", { exact: true }).first()).toBeVisible();
  const disabled = await moduleVersion();

  const { request } = (await openAs("agent", stage().switched)).context();
  const payload = (sent.postData() ?? "")
    .replace(/"version":\d+/, `"version":${disabled.version}`)
    .replace('"enabled":false', '"enabled":true');
  expect(payload).toContain('"enabled":true');
  for (const path of ["/admin/integration-modules", "/tickets"]) {
    await repeat(request, path, sent.headers(), payload);
    expect(await moduleVersion()).toEqual(disabled);
  }
  // The same bytes from the admin do work: it was the role that was refused.
  await repeat(admin.context().request, "/admin/integration-modules", sent.headers(), payload);
  expect((await moduleVersion()).enabled).toBe(true);

  async function moduleVersion() {
    const { body } = await callApi<{ enabled: boolean; version: number }>(
      switched,
      "GET",
      "/integration-modules/plausible",
    );
    return { enabled: body.enabled, version: body.version };
  }
});

/** Sends a server action as a browser did, with the cookies of this request context. */
function repeat(request: APIRequestContext, path: string, headers: Record<string, string>, data: string) {
  const wanted = ["next-action", "content-type", "accept", "next-router-state-tree"];
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => wanted.includes(name)));
  return request.post(path, { headers: { ...kept, origin: stage().switched.url }, data, maxRedirects: 0 });
}
