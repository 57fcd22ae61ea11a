import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleTrackingRequest } from "../requests/http";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";

const dataDir = mkdtempSync(join(tmpdir(), "myportal-away-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const trackingId = "A".repeat(43);
const url = "https://example.com/?a=1&b=2";

beforeAll(() => {
  Object.assign(process.env, {
    LOG_LEVEL: "silent",
    DATA_DIR: dataDir,
    SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
    // Nothing listens on port 1.
    DATABASE_URL: "mysql://nobody:nothing@127.0.0.1:1/away",
  });
});

function ask(path: string) {
  const headers = { userAgent: "curl/8", referrer: null, secFetchSite: null, secPurpose: null };
  return handleTrackingRequest({
    method: "GET",
    url: `/api/email-tracking/${path}`,
    headers: { ...headers, purpose: null, xMoz: null, dnt: null, secGpc: null },
    ip: "203.0.113.7",
  });
}

describe("while the database is away", () => {
  it("the pixel is the pixel", async () => {
    const answer = await ask(`pixel/${trackingId}.gif`);
    expect(answer).toMatchObject({
      status: 200,
      headers: { "Content-Type": "image/gif", "Content-Length": "43" },
    });
    expect(answer?.body).toHaveLength(43);
  });

  it("a signed link leads on, without a noticeable wait", async () => {
    const sig = signClick({ trackingId, url }, trackingKeyRing());
    const started = performance.now();
    const answer = await ask(`click?${new URLSearchParams({ tid: trackingId, url, sig })}`);
    expect(answer).toMatchObject({ status: 302, location: url });
    expect(performance.now() - started).toBeLessThan(200);
  });

  it("a link that cannot be checked is refused in plain words", async () => {
    const answer = await ask(`click?${new URLSearchParams({ tid: trackingId, url })}`);
    expect(answer?.status).toBe(400);
    expect(answer?.body).toContain("This link could not be opened");
  });

  it("the status says that it cannot be read, and names nothing inside", async () => {
    const answer = await ask(`status/${trackingId}`);
    expect(answer?.status).toBe(503);
    expect(answer?.body).not.toMatch(/ECONN|mysql|127\.0\.0\.1/);
  });
});
