import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { sessionRoute } from "@/app/api/session-route";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { proxy } from "@/proxy";
import { auth } from "@/services/auth/auth";
import { createUser } from "@/services/auth/create-user";

const portal = "http://localhost:3000";
useTestDatabase({ PORTAL_URL: portal });

/** Somebody who has signed in. @returns their cookie */
async function signIn(name: string, given?: string) {
  const email = `${name.toLowerCase()}@example.com`;
  const system = { kind: "system", name: "Test", role: "admin" } as const;
  const made = await createUser(system, { name, email, role: "admin", password: given });
  const password = given ?? made.generatedPassword ?? "";
  const response = await auth().api.signInEmail({ body: { email, password }, asResponse: true });
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return { userId: made.userId, cookie: cookie.join("; ") };
}

const ask = (path: string, cookie: string) =>
  proxy(new NextRequest(new URL(path, portal), { headers: { cookie } }));

describe("who has not chosen a password of their own yet", () => {
  it("gets to the page where they do, and to nothing else", async () => {
    const { cookie } = await signIn("New");
    expect((await ask("/account/password", cookie)).headers.get("x-middleware-next")).toBe("1");
    for (const path of ["/tickets", "/admin/audit-log/export?format=csv", "/mail-problems/inbound/1/raw"]) {
      expect((await ask(path, cookie)).headers.get("location")).toBe(`${portal}/account/password`);
    }
    for (const path of ["/api/tickets/1/email-state", "/api/live", "/api/doctor"]) {
      expect.soft((await ask(path, cookie)).status, path).toBe(403);
    }
    const route = sessionRoute(async () => new Response("a file"));
    const asked = new Request(`${portal}/api/attachments/1`, { headers: { cookie } });
    expect((await route(asked, { params: Promise.resolve({}) })).status).toBe(403);
  });
});
