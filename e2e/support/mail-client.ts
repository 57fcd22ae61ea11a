import { createServer } from "node:http";
import type { Browser, BrowserContext, Page } from "@playwright/test";

/**
 * A webmail on a site of its own: shows mails in a browser that was never signed in to a portal, and loads their
 * images. Portals are at `localhost`, so this one is at `127.0.0.1`: another site, as a recipient's webmail is.
 */
export async function startMailClient(browser: Browser) {
  const shown = new Map<string, string>();
  const contexts: BrowserContext[] = [];
  const server = createServer((request, response) => {
    const html = shown.get(request.url ?? "");
    response.writeHead(html === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(html ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the mail client has no port");

  return {
    /** Opens a mail's HTML and waits until its images were loaded (or not). */
    async open(html: string): Promise<Page> {
      const path = `/mail/${shown.size + 1}`;
      shown.set(path, html);
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${address.port}${path}`, { waitUntil: "load" });
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type MailClient = Awaited<ReturnType<typeof startMailClient>>;
