import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import EmailPreferencesPage from "./[token]/page";
import { preferencesWords as words } from "./words";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

async function pageUnder(settings: Record<string, unknown>, enabled = true) {
  const { requester } = await laySentMail();
  await setTracking(settings, enabled);
  const html = renderToStaticMarkup(
    await EmailPreferencesPage({
      params: Promise.resolve({ token: requester.preferencesToken }),
      searchParams: Promise.resolve({}),
    }),
  );
  return html.replace(/<[^>]+>/g, "\n").replaceAll("&#x27;", "'");
}

describe("a recipient is told what the settings in force record, and no more", () => {
  it("opens and clicks", async () => {
    const page = await pageUnder({});
    expect(page).toContain("Emails to you tell us when they are opened and which of their links are used.");
    for (const said of [words.opens, words.clicks, words.details("truncated")]) expect(page).toContain(said);
    expect(page).not.toContain(words.nothing);
  });

  it("clicks only", async () => {
    const page = await pageUnder({ track_opens: false });
    expect(page).toContain("Emails to you tell us which of their links are used.");
    expect(page).toContain(words.clicks);
    expect(page).not.toMatch(/image|when they are opened/);
  });

  it("opens only", async () => {
    const page = await pageUnder({ track_clicks: false });
    expect(page).toContain("Emails to you tell us when they are opened.");
    expect(page).toContain(words.opens);
    expect(page).not.toMatch(/which link|which of their links/);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ["with neither kind", { track_opens: false, track_clicks: false }, true],
    ["with nobody tracked", { tracking_mode: "off" }, true],
    ["with the module off", {}, false],
  ])("nothing, %s", async (_how, settings, enabled) => {
    const page = await pageUnder(settings, enabled);
    expect(page).toContain(words.notTracked);
    expect(page).toContain(words.nothing);
    for (const untrue of [words.opens, words.clicks, words.details("truncated"), words.purpose])
      expect(page).not.toContain(untrue);
  });
});
