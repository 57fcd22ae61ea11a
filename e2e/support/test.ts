import { readFileSync, statSync } from "node:fs";
import { type BrowserContextOptions, test as base, type Page } from "@playwright/test";
import { type Destination, startDestination } from "./destination";
import { type MailClient, startMailClient } from "./mail-client";
import { type PortalUnderTest, type Role, stage } from "./stage";

type SignedIn = (
  role: Role | null,
  portal?: PortalUnderTest,
  options?: BrowserContextOptions,
) => Promise<Page>;

type Fixtures = {
  /** A page in a browser of somebody's own: of this role, or signed out. The desk's, unless said otherwise. */
  openAs: SignedIn;
  /** What pages may complain about in their console in this test, such as a status that the test asks for. */
  expectedComplaints: RegExp | null;
  /** Where links of mails lead. */
  destination: Destination;
  /** A mail program elsewhere. */
  mailClient: MailClient;
  portalLogs: undefined;
};

/**
 * Playwright's test. A page of ours that writes an error into the browser's console, such as a violation of the
 * content security policy, fails it; when a test fails, what the portals logged meanwhile is printed.
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
  expectedComplaints: async ({}, use) => {
    await use(null);
  },

  openAs: async ({ browser, expectedComplaints }, use) => {
    const complaints: string[] = [];
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    await use(async (role, portal = stage().desk, options = {}) => {
      const context = await browser.newContext({
        baseURL: portal.url,
        storageState: role ? portal.sessions[role] : undefined,
        ...options,
      });
      contexts.push(context);
      context.on("console", (message) => {
        if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => complaints.push(String(error.error())));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    const unexpected = complaints.filter((text) => !expectedComplaints?.test(text));
    base.expect(unexpected, "the browser's console").toEqual([]);
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  destination: async ({}, use) => {
    const destination = await startDestination();
    await use(destination);
    await destination.close();
  },

  mailClient: async ({ browser }, use) => {
    const client = await startMailClient(browser);
    await use(client);
    await client.close();
  },

  portalLogs: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use, info) => {
      const { desk, switched, resend, catcher } = stage();
      const before = [desk, switched, resend, catcher].map(({ logFile }) => ({
        logFile,
        size: statSync(logFile).size,
      }));
      await use(undefined);
      if (info.status === info.expectedStatus) return;
      for (const { logFile, size } of before) {
        const said = readFileSync(logFile).subarray(size).toString("utf8");
        if (said) console.log(`${logFile} said meanwhile:\n${said}`);
      }
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
