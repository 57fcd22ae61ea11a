import { NextRequest } from "next/server";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { auth } from "@/services/auth/auth";
import { createUser } from "@/services/auth/create-user";
import { GET, HEAD } from "./route";

useTestDatabase();

const ana = { email: "ana@example.com", password: "correct horse" };

async function signIn(): Promise<string> {
  const response = await auth().api.signInEmail({ body: ana, asResponse: true });
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

let cookie = "";
beforeAll(async () => {
  await createUser({ kind: "system", name: "Test", role: "admin" }, { ...ana, name: "Ana" });
  cookie = await signIn();
});

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  process.off("unhandledRejection", note);
});

async function open(signal = new AbortController().signal) {
  const request = new NextRequest("http://localhost:3000/api/live", { headers: { cookie }, signal });
  const reader = ((await GET(request)).body as ReadableStream<Uint8Array>).getReader();
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toContain("retry:");
  return { reader };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 300));

describe("the stream of changes", () => {
  it("ends quietly for somebody who leaves while it is asked whether they are still signed in", async () => {
    const leaving = new AbortController();
    await open(leaving.signal);
    vi.advanceTimersByTime(20_000);
    leaving.abort();
    await settled();
    expect(unhandled).toEqual([]);
  });

  it("ends at once for somebody who has left before it began", async () => {
    const { reader } = await open(AbortSignal.abort());
    expect((await reader.read()).done).toBe(true);
  });

  it("ends for who is signed out, with the next sign of life", async () => {
    const { reader } = await open();
    await auth().api.signOut({ headers: new Headers({ cookie: await signIn() }) });
    vi.advanceTimersByTime(20_000);
    // An event and no comment, so that a page notices when there is none.
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("event: still-here\ndata: {}\n\n");
    await auth().api.signOut({ headers: new Headers({ cookie }) });
    vi.advanceTimersByTime(20_000);
    expect((await reader.read()).done).toBe(true);
    cookie = await signIn();
  });

  it("ends quietly when nobody reads it any more", async () => {
    const { reader } = await open();
    await reader.cancel();
    vi.advanceTimersByTime(20_000);
    await settled();
    expect(unhandled).toEqual([]);
  });
});

describe("whether there would be a stream", () => {
  const ask = async (headers: Record<string, string>) =>
    (await HEAD(new NextRequest("http://localhost:3000/api/live", { method: "HEAD", headers }))).status;

  it("is told who is signed in, without opening one", async () => {
    expect(await ask({ cookie })).toBe(200);
    expect(await ask({})).toBe(401);
  });
});
