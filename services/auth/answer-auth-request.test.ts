import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { answerAuthRequest } from "./answer-auth-request";
import { createUser } from "./create-user";
import { getActor } from "./get-actor";

useTestDatabase();

const ana = { email: "ana@example.com", password: "correct horse" };
beforeAll(async () => {
  await createUser({ kind: "system", name: "Test", role: "admin" }, { ...ana, name: "Ana" });
});

const ask = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  answerAuthRequest(
    new Request(`http://localhost:3000/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://localhost:3000", ...headers },
      body,
      duplex: "half",
    } as RequestInit),
  );

async function signIn(): Promise<string> {
  const response = await ask("/sign-in/email", JSON.stringify(ana));
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

describe("the door to sign in and out", () => {
  it("signs in and out", async () => {
    const cookie = await signIn();
    expect(await getActor(new Headers({ cookie }))).toMatchObject({ email: ana.email });
    expect((await ask("/sign-out", "{}", { cookie })).status).toBe(200);
    expect(await getActor(new Headers({ cookie }))).toBeNull();
    expect((await ask("/sign-in/email", JSON.stringify({ ...ana, password: "wrong" }))).status).toBe(401);
  });

  it.each([
    ["/update-user", { name: "" }],
    ["/update-user", { name: "x".repeat(300) }],
    ["/change-password", { currentPassword: ana.password, newPassword: "another horse" }],
    ["/verify-password", { password: ana.password }],
    ["/sign-up/email", { email: "new@example.com", password: "correct horse", name: "New" }],
    ["/request-password-reset", { email: ana.email }],
    ["/sign-in/email/", ana],
    ["/sign-in/%65mail", ana],
  ])("has no %s, which would pass by our own rules: %j", async (path, body) => {
    const cookie = await signIn();
    expect((await ask(path, JSON.stringify(body), { cookie })).status).toBe(404);
    const [user] = await database().select().from(users).where(eq(users.email, ana.email));
    expect(user?.name).toBe("Ana");
  });

  it("reads no more of a body than a sign-in can have, whoever sends it", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 4096;
        controller.enqueue(new Uint8Array(4096).fill(0x20));
      },
    });
    expect((await ask("/sign-in/email", endless)).status).toBe(413);
    expect(sent).toBeLessThan(64 * 1024);
  });
});
