import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { aTicket, copiesOf, deliverDue, setTracking, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
  await database()
    .insert(contacts)
    .values([
      { email: "out@example.com", trackingConsent: "opted_out", preferencesToken: "o".repeat(43) },
      { email: "in@example.com", trackingConsent: "consented", preferencesToken: "i".repeat(43) },
    ]);
});
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

const html = '<p>See <a href="https://a.example/x">this</a></p>';

async function sendTo(cc: string[], options: { track?: boolean; html?: string } = {}) {
  sink.clear();
  const { ticketId } = await aTicket();
  const reply = await replyToTicket(system, {
    ticketId,
    html,
    cc: cc.map((email) => ({ email })),
    ...options,
  });
  await deliverDue();
  const copies = await copiesOf(reply.replyId);
  const mails = copies.map((copy) => {
    const found = sink.mails.find((mail) => mail.to[0] === copy.email);
    if (!found) throw new Error(`no mail to ${copy.email}`);
    return String(found.mail.html) + found.mail.text;
  });
  return { reply, copies, mails };
}

const traces = /email-tracking|email-preferences|lets us know/;

describe("off is off", () => {
  it.each([
    ["the module is disabled", {}, false, {}],
    ["both toggles are off", { track_opens: false, track_clicks: false }, true, {}],
    ["the mode is off", { tracking_mode: "off" }, true, {}],
    ["the agent switched it off for this reply", {}, true, { track: false }],
  ])("when %s: no id, no pixel, no rewritten link, no notice", async (_name, settings, enabled, options) => {
    await setTracking(settings, enabled);
    const { reply, copies, mails } = await sendTo([], options);
    expect(reply.emailTrackingId).toBeNull();
    expect(copies[0]?.trackingId).toBeNull();
    expect(mails[0]).not.toMatch(traces);
    expect(mails[0]).toContain('href="https://a.example/x"');
  });

  it("opens off: links only; clicks off: the pixel only", async () => {
    await setTracking({ track_opens: false });
    const clicks = await sendTo([]);
    expect(clicks.mails[0]).toContain("email-tracking/click");
    expect(clicks.mails[0]).not.toContain("email-tracking/pixel");
    await setTracking({ track_clicks: false });
    const opens = await sendTo([]);
    expect(opens.mails[0]).toContain("email-tracking/pixel");
    expect(opens.mails[0]).not.toContain("email-tracking/click");
  });
});

describe("a link that the agent switched off", () => {
  const marked = '<p>See <a href="https://a.example/x" data-no-track="">this</a></p>';
  it.each([
    ["tracked", {}],
    ["tracked for opens only", { track_clicks: false }],
    ["not tracked", { tracking_mode: "off" }],
  ])("is left alone in a mail that is %s, and shows no mark there", async (_name, settings) => {
    await setTracking(settings);
    const { mails } = await sendTo([], { html: marked });
    expect(mails[0]).toContain('<a href="https://a.example/x">this</a>');
    expect(mails[0]).not.toContain("no-track");
  });
});

describe("consent", () => {
  it("of one who opted out: their copy alone is untracked, and does not claim otherwise", async () => {
    await setTracking({});
    const { copies, mails } = await sendTo(["out@example.com"]);
    expect(copies.map((copy) => copy.trackingId !== null)).toEqual([true, false]);
    expect(mails[0]).toMatch(traces);
    expect(mails[1]).not.toMatch(traces);
  });

  it("is needed in the mode for it: only who gave it is tracked", async () => {
    await setTracking({ tracking_mode: "consented" });
    const { reply, copies, mails } = await sendTo(["in@example.com", "out@example.com"]);
    expect(copies.map((copy) => copy.trackingId !== null)).toEqual([false, true, false]);
    expect(mails[0]).not.toMatch(traces);
    expect(mails[1]).toContain(`email-tracking/pixel/${copies[1]?.trackingId}`);
    expect(reply.emailTrackingId).toBe(copies[1]?.trackingId);
  });
});
