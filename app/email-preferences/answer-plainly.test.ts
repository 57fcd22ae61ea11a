import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { proxy } from "@/proxy";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { preferencesWords as words } from "./words";

const portal = "https://support.example.com";
useTestDatabase({ PORTAL_URL: portal });

const ask = (path: string, init?: ConstructorParameters<typeof NextRequest>[1]) =>
  proxy(new NextRequest(new URL(path, portal), init));
/** Next.js goes on and draws the page, or calls the route. */
const isLeftToNext = (answer: Response) => answer.headers.get("x-middleware-next") === "1";

describe("a link to the preferences page whose token nobody has", () => {
  it.each([
    "/email-preferences",
    "/email-preferences/cut-off",
    `/email-preferences/${"N".repeat(43)}`,
    "/email-preferences/x?asked=see",
    "/email-preferences/..%2f..%2fevil",
    "/email-preferences/%ff%fe",
    "/email-preferences/%E0%A4%A",
    "/email-preferences/%ff/choice",
    "/email-preferences/data/view/%ff/download",
  ])("%s is answered with 404 and in words that need no script", async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    const html = await answer.text();
    expect(html).toContain(`<h1>${words.unknownTitle}</h1>`);
    expect(html).toContain(words.unknownText);
    expect(html).not.toContain("<script");
  });
});

it("a recipient's own pages, and the routes of their forms, are left to themselves", async () => {
  const { requester } = await laySentMail();
  const page = `/email-preferences/${requester.preferencesToken}`;
  expect(isLeftToNext(await ask(page))).toBe(true);
  // As some mail programs write a letter of it.
  expect(isLeftToNext(await ask(page.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`)))).toBe(
    true,
  );
  for (const path of ["/choice", "/data"]) {
    expect(isLeftToNext(await ask(page + path, { method: "POST", body: "choice=allow" }))).toBe(true);
  }
  expect(isLeftToNext(await ask("/email-preferences/data/x/confirm", { method: "POST" }))).toBe(true);
  for (const path of ["data/x", "data/done", "data/view/x", "data/view/x/download"]) {
    expect(isLeftToNext(await ask(`/email-preferences/${path}`))).toBe(true);
  }
});

describe("a form that was sent to a page instead of its route", () => {
  it.each(["known token", "/cut-off", "/data/x", "/data/done", "/data/view/x", ""])(
    "is refused in plain words, however broken it is (%s)",
    async (which) => {
      const { requester } = await laySentMail();
      const path = which === "known token" ? `/${requester.preferencesToken}` : which;
      const headers = { "content-type": "multipart/form-data; boundary=x" };
      const answer = await ask(`/email-preferences${path}`, { method: "POST", headers, body: "--x\r" });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("GET, HEAD");
      expect(await answer.text()).toContain(`<h1>${words.formTitle}</h1>`);
    },
  );
});
