import type { Connection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openConnection } from "@/db/connect";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { handleTrackingRequest } from "../requests/http";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { laySentMail } from "../testing/sent-mail";
import { replyOf, setTracking } from "../testing/tracking-contract";
import { eventWriter } from "./process-event-writer";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const url = "https://example.com/?a=1&b=2";
let mail: Awaited<ReturnType<typeof laySentMail>>;
let locker: Connection;

/** A lock on the tables: every question about them is taken and not answered, as by a server that hangs. */
beforeAll(async () => {
  await setTracking({ track_clicks: true });
  mail = await laySentMail({ links: [url] });
  await ask(`pixel/${mail.trackingId}.gif`);
  locker = await openConnection(env().DATABASE_URL);
  await locker.query("LOCK TABLES email_tracking_events WRITE, email_deliveries WRITE, email_links WRITE");
});
afterAll(() => locker.end());

function ask(path: string) {
  const headers = { userAgent: "Thunderbird/128", referrer: null, secFetchSite: null, secPurpose: null };
  return handleTrackingRequest({
    method: "GET",
    url: `/api/email-tracking/${path}`,
    headers: { ...headers, purpose: null, xMoz: null, dnt: null, secGpc: null },
    ip: "203.0.113.7",
  });
}

describe("while the database hangs", () => {
  it("images and signed links are answered, links that need a look into it are refused in words, nothing hangs", async () => {
    const sig = signClick({ trackingId: mail.trackingId, url }, trackingKeyRing());
    const tid = mail.trackingId;
    const [pixel, click, unsigned, status] = await Promise.all([
      ask(`pixel/${tid}.gif`),
      ask(`click?${new URLSearchParams({ tid, url, sig })}`),
      ask(`click?${new URLSearchParams({ tid, url })}`),
      ask(`status/${tid}`),
    ]);
    expect(pixel?.status).toBe(200);
    expect(click).toMatchObject({ status: 302, location: url });
    expect(unsigned?.status).toBe(400);
    expect(unsigned?.body).toContain("This link could not be opened");
    expect(status?.status).toBe(503);
    expect(eventWriter().state()).toMatchObject({ isDatabaseAway: true, lost: 0 });
  });

  it("what was answered is recorded once it goes on", async () => {
    await locker.query("UNLOCK TABLES");
    const counts = { emailOpenCount: 2, emailClickCount: 1 };
    await expect.poll(() => replyOf(mail.replyId), { timeout: 15_000 }).toMatchObject(counts);
  });
});
