import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailLinks } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { createUser } from "@/services/auth/create-user";
import type { SignedInUser } from "@/services/auth/get-actor";
import { markNoTrack } from "@/services/email-tracking/injection/mark-no-track";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { previewTracking } from "./preview-tracking";
import { copiesOf, deliverDue, setTracking, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
let agent: SignedInUser;
let ticketId: number;
const requester = "ann@example.com";

beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
  const { userId } = await createUser(system, { name: "Ben", email: "ben@example.com" });
  await database()
    .update(users)
    .set({ signatureHtml: '<p><a href="https://sig.example/">Us</a></p>' })
    .where(eq(users.id, userId));
  agent = {
    kind: "user",
    userId,
    name: "Ben",
    email: "ben@example.com",
    role: "agent",
    mustChangePassword: false,
  };
  ({ ticketId } = await openTicket(system, {
    subject: "The invoice",
    requester: { email: requester, name: "Ann" },
    html: '<p>As on <a href="https://hers.example/page">my page</a></p>',
  }));
  await database()
    .insert(contacts)
    .values([{ email: "out@example.com", trackingConsent: "opted_out", preferencesToken: "o".repeat(43) }]);
  await setTracking({});
});
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

const html =
  '<p><a href="https://a.example/guide?x=1&amp;y=2">Guide</a> <a href="https://a.example/reset?token=abc">reset</a> ' +
  '<a href="https://b.example/">B</a> <a href="mailto:x@a.example">mail</a> <a href="https://b.example/">again</a></p>';

/** The destinations of a reply's tracked links, once it is out. */
async function deliveredLinks(replyId: number): Promise<string[]> {
  await deliverDue();
  const [copy] = await copiesOf(replyId);
  const links = await database()
    .select({ url: emailLinks.url })
    .from(emailLinks)
    .where(eq(emailLinks.messageId, copy?.messageId ?? 0));
  return links.map(({ url }) => url);
}

describe("previewTracking", () => {
  it("tells of each link of the reply once what becomes of it, in order", async () => {
    const { links } = await previewTracking(agent, { ticketId, html, recipients: [requester] });
    expect(links).toEqual([
      { url: "https://a.example/guide?x=1&y=2", label: "Guide", reason: null, count: 1 },
      { url: "https://a.example/reset?token=abc", label: "reset", reason: "secret", count: 1 },
      { url: "https://b.example/", label: "B", reason: null, count: 2 },
      { url: "mailto:x@a.example", label: "mail", reason: "scheme", count: 1 },
    ]);
  });

  it("sends exactly what it said: reply, signature and quoted conversation", async () => {
    const before = await previewTracking(agent, { ticketId, html, recipients: [requester] });
    const off = ["https://b.example/"];
    const reply = await replyToTicket(agent, { ticketId, html: markNoTrack(html, off) });
    const sent = await deliveredLinks(reply.replyId);
    const announced = [...before.links, ...before.otherLinks]
      .filter((link) => link.reason === null && !off.includes(link.url))
      .map((link) => link.url);
    expect(announced).toEqual([
      "https://a.example/guide?x=1&y=2",
      "https://sig.example/",
      "https://hers.example/page",
    ]);
    expect(sent).toEqual(announced);
    const mail = String(sink.mails.at(-1)?.mail.html);
    expect(mail).toContain('<a href="https://b.example/">B</a>');
    expect(mail).not.toContain("data-no-track");

    // Quoted in the next mail, what was switched off stays off.
    const after = await previewTracking(agent, { ticketId, html: "<p>Hi</p>", recipients: [requester] });
    const quoted = { url: "https://b.example/", label: "B", reason: "no-track", count: 2 };
    expect(after.otherLinks).toContainEqual(quoted);
  });

  it("leaves alone what was switched off wherever the mail has it: reply, signature and quote, in this mail alone", async () => {
    const same = '<p>See <a href="https://sig.example/">us</a> and <a href="https://c.example/">C</a></p>';
    const off = ["https://sig.example/", "https://hers.example/page"];
    const reply = await replyToTicket(agent, { ticketId, html: same, untracked: off });
    const sent = await deliveredLinks(reply.replyId);
    expect(sent).toEqual(["https://c.example/", "https://a.example/guide?x=1&y=2"]);
    expect(String(sink.mails.at(-1)?.mail.html)).toContain('href="https://hers.example/page"');
    expect(String(sink.mails.at(-1)?.mail.html)).not.toContain("data-no-track");
    const { otherLinks } = await previewTracking(agent, {
      ...{ ticketId, html: "<p>Hi</p>", recipients: [requester] },
    });
    expect(otherLinks).toContainEqual(
      expect.objectContaining({ url: "https://hers.example/page", reason: null }),
    );
  });

  it("names the recipients whose copies are not tracked", async () => {
    const recipients = [requester, "Out@example.com", "new@example.com"];
    expect(await previewTracking(agent, { ticketId, html, recipients })).toMatchObject({
      offer: { enabled: true, opens: true, clicks: true, mode: "all" },
      exempt: ["out@example.com"],
      shared: false,
    });
    await setTracking({ tracking_mode: "consented" });
    const { exempt } = await previewTracking(agent, { ticketId, html, recipients });
    expect(exempt).toEqual([requester, "out@example.com", "new@example.com"]);
    await setTracking({});
  });

  it("knows a recipient whose domain is written in its own letters", async () => {
    await database()
      .insert(contacts)
      .values([
        {
          email: "out@xn--bcher-kva.example",
          trackingConsent: "opted_out",
          preferencesToken: "p".repeat(43),
        },
      ]);
    const { exempt } = await previewTracking(agent, {
      ...{ ticketId, html, recipients: ["Out@Bücher.example"] },
    });
    expect(exempt).toEqual(["out@bücher.example"]);
  });

  it("tells of secret links as of the others once an admin has switched the rule off, and so they are sent", async () => {
    await setTracking({ skip_secret_links: false });
    const secret = '<p><a href="https://a.example/reset?token=abc">reset</a></p>';
    const { links } = await previewTracking(agent, { ticketId, html: secret, recipients: [requester] });
    expect(links).toMatchObject([{ url: "https://a.example/reset?token=abc", reason: null }]);
    const reply = await replyToTicket(agent, { ticketId, html: secret });
    expect(await deliveredLinks(reply.replyId)).toContain("https://a.example/reset?token=abc");
    await setTracking({});
  });

  it("goes by the settings in force", async () => {
    await setTracking({ track_clicks: false, skip_secret_links: false });
    const preview = await previewTracking(agent, { ticketId: null, html, recipients: [] });
    expect(preview.offer).toEqual({ enabled: true, opens: true, clicks: false, mode: "all" });
    expect(preview.links.map(({ reason }) => reason)).toEqual([null, null, null, "scheme"]);
    expect(preview.otherLinks.map(({ url }) => url)).toEqual(["https://sig.example/"]);
    await setTracking({});
  });
});
