import { freePort } from "@/db/embedded/mariadb-daemon.mjs";
import { setTracking } from "./support/api";
import { nthMailTo, pixelOf } from "./support/mails";
import { startPlausibleStandIn } from "./support/plausible-stand-in";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const site = "support.larkfield.example";
const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

test("a check says what is broken and is green once it is mended; a test mail is followed step by step", async ({
  openAs,
}) => {
  // The portal of the catcher forwards nothing else.
  const { catcher, desk } = stage();
  const port = await freePort();
  await setTracking(catcher, {
    enabled: true,
    settings: {
      base_url: `http://127.0.0.1:${port}`,
      site_domain: site,
      api_key: "key",
      send_to_plausible: true,
    },
  });
  const page = await openAs("admin", catcher);
  await page.goto("/admin/doctor");
  const plausible = page.getByRole("listitem", { name: /^Plausible Analytics: the connection works/ });
  await expect(plausible).toContainText("Broken");
  await expect(plausible).toContainText(`Nothing listens at 127.0.0.1:${port}`);
  await expect(plausible).toContainText("How to mend it");
  // The real portal, through its own address: the question that only it can answer.
  const here = page.getByRole("listitem", { name: /^PORTAL_URL leads to this portal/ });
  await expect(here).toContainText("was answered by this portal");

  const standIn = await startPlausibleStandIn({ sites: [site], statsKey: "key", port });
  await plausible.getByRole("button", { name: /^Run again/ }).click();
  await expect(plausible).toContainText("Good");
  await expect(plausible).toContainText(`Plausible knows ${site}`);
  // All of them again, at one click.
  const asked = page.waitForRequest(/\/api\/doctor\?/);
  await page.getByRole("button", { name: "Run all again" }).click();
  await asked;
  await expect(page.getByRole("status").filter({ hasText: /^\d+ broken, .*\d\d good$/ })).toBeVisible();
  await expect(page.getByText("Not looked at yet")).toHaveCount(0);
  await expect(plausible).toContainText("Good");
  await standIn.close();
  const names = ["base_url", "site_domain", "api_key", "send_to_plausible"];
  await setTracking(catcher, { settings: Object.fromEntries(names.map((name) => [name, null])) });

  const mailPage = await openAs("admin", desk);
  await mailPage.goto("/admin/doctor");
  await mailPage.getByRole("textbox", { name: "Send it to" }).fill("doctor@customer.example");
  await mailPage.getByRole("button", { name: "Send a test mail" }).click();
  const step = (name: string) => mailPage.getByRole("listitem").filter({ hasText: name });
  await expect(step("Accepted by the transport")).toContainText("Done");
  await expect(step("Opened")).toContainText("Waiting");
  const mail = await nthMailTo("doctor@customer.example");
  await fetch(pixelOf(mail) ?? "", { headers: { "user-agent": browser } });
  await fetch(mail.link("See what arrived"), { headers: { "user-agent": browser }, redirect: "manual" });
  await expect(step("Opened")).toContainText("Firefox");
  await expect(step("Clicked")).toContainText("Done");
});
