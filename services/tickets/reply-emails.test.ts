import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailTrackingEvents, mailTransports } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { activeTransport, closeActiveTransport } from "@/services/email-delivery/transports/active-transport";
import { pauseTransport } from "@/services/email-delivery/transports/pause-transport";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { burstReason } from "@/services/email-tracking/visits/find-scans";
import { getReplyEmails } from "./reply-emails";

useTestDatabase();

type Event = Partial<typeof emailTrackingEvents.$inferInsert>;

async function lay(mail: Awaited<ReturnType<typeof laySentMail>>, copy: number, events: Event[]) {
  await database()
    .insert(emailTrackingEvents)
    .values(
      events.map((event) => ({
        ...{ trackingId: mail.trackingIds[copy] ?? "", deliveryId: mail.deliveryIds[copy] ?? 0 },
        ...{ eventType: "open" as const, occurredAt: new Date("2026-05-04T09:00:00Z") },
        ...{ visitClass: "human" as const, visitReason: "opened by a person" },
        plausibleStatus: "skipped" as const,
        ...event,
      })),
    );
}

async function emailOf(mail: Awaited<ReturnType<typeof laySentMail>>) {
  const email = (await getReplyEmails(mail.ticketId)).get(mail.replyId);
  if (!email) throw new Error("the reply has no e-mail");
  return email;
}

describe("what is shown of a reply's mail", () => {
  it("says why it waits while sending is paused, and of mail that has left nothing of the kind", async () => {
    const [waiting, sent] = [await laySentMail(), await laySentMail()];
    await database()
      .update(emailDeliveries)
      .set({ status: "queued", nextAttemptAt: new Date(0) })
      .where(eq(emailDeliveries.ticketReplyId, waiting.replyId));
    expect((await emailOf(waiting)).paused).toBeNull();
    await pauseTransport(await activeTransport(), { pause: "authentication", detail: "535 no" });
    expect([(await emailOf(waiting)).paused, (await emailOf(sent)).paused]).toEqual(["authentication", null]);
    await database().update(mailTransports).set({ pausedUntil: null, pauseSettings: null, pauseCount: 0 });
    closeActiveTransport();
  });

  it("says of which copies nobody can know whether they are opened, and why", async () => {
    const mail = await laySentMail();
    const unseen = async () => (await emailOf(mail)).recipients.map((copy) => copy.unseen);
    const [deliveryId = 0] = mail.deliveryIds;
    const consent = (trackingConsent: "opted_out" | "unknown") =>
      database().update(contacts).set({ trackingConsent }).where(eq(contacts.id, mail.requester.id));
    await setTracking();
    expect(await unseen()).toEqual([null]);
    await setTracking({ tracking_mode: "consented" });
    expect(await unseen()).toEqual(["no_consent"]);
    await setTracking({ track_opens: false });
    expect(await unseen()).toEqual(["switched_off"]);
    await setTracking({}, false);
    expect(await unseen()).toEqual(["switched_off"]);
    await setTracking();
    await consent("opted_out");
    expect(await unseen()).toEqual(["opted_out"]);
    // Who opted out is not recorded in a program's mail that names no contact either.
    await database()
      .update(emailDeliveries)
      .set({ contactId: null })
      .where(eq(emailDeliveries.id, deliveryId));
    expect(await unseen()).toEqual(["opted_out"]);
    await consent("unknown");
    const lay = (set: Partial<typeof emailDeliveries.$inferInsert>) =>
      database().update(emailDeliveries).set(set).where(eq(emailDeliveries.id, deliveryId));
    await lay({ trackOpens: false });
    expect(await unseen()).toEqual(["no_image"]);
    await lay({ trackingId: null });
    expect(await unseen()).toEqual(["untracked"]);
  });

  it("tells what machines did apart from what people did, and whose scan it was", async () => {
    const mail = await laySentMail({ links: ["https://a.example/", "https://b.example/"] });
    const scan = { visitClass: "scanner" as const, visitReason: burstReason };
    const first = new Date("2026-05-04T08:00:00.250Z");
    await lay(mail, 0, [
      { eventType: "click", linkPosition: 1, eventUrl: "https://a.example/", ...scan, occurredAt: first },
      { eventType: "click", linkPosition: 2, eventUrl: "https://b.example/", ...scan },
      { eventType: "click", linkPosition: 2, eventUrl: "https://b.example/", ...scan },
      scan,
      { eventType: "click", linkPosition: 2, eventUrl: "https://b.example/" },
      { client: "Outlook", country: "DE" },
    ]);
    const email = await emailOf(mail);
    expect(email.machineVisits).toEqual([
      {
        ...{ eventType: "click", visitClass: "scanner", reason: burstReason, client: null },
        ...{ scanner: "a security scanner", count: 3, links: 2, firstAt: first },
      },
      expect.objectContaining({ eventType: "open", scanner: "a security scanner", count: 1, links: 0 }),
    ]);
    expect(email.clicks).toEqual([
      expect.objectContaining({ url: "https://b.example/", label: "Link 2", position: 2, count: 1 }),
    ]);
    expect(email.recipients[0]?.visits).toHaveLength(2);
    expect(email.recipients[0]?.visits).toContainEqual(
      expect.objectContaining({ client: "Outlook", country: "DE" }),
    );
  });

  it("tells of our own visits apart, too", async () => {
    const mail = await laySentMail();
    await lay(mail, 0, [{ visitClass: "self", visitReason: "shown on a page of ours", client: "Chrome" }]);
    const { machineVisits, recipients } = await emailOf(mail);
    expect(machineVisits).toMatchObject([
      { visitClass: "self", reason: "shown on a page of ours", count: 1 },
    ]);
    expect(recipients[0]?.visits).toEqual([]);
  });

  it("keeps the last opens by people, however often machines loaded and people clicked since", async () => {
    const mail = await laySentMail();
    const later = (second: number) => new Date(Date.parse("2026-05-04T09:00:01Z") + second * 1000);
    const often = <Event>(event: Event) =>
      Array.from({ length: 30 }, (_, index) => ({ ...event, occurredAt: later(index) }));
    await lay(mail, 0, [
      { client: "Outlook" },
      ...often({ visitClass: "prefetch" as const, visitReason: "Apple Mail Privacy Protection" }),
      ...often({ eventType: "click" as const, linkPosition: 1 }),
    ]);
    const [copy] = (await emailOf(mail)).recipients;
    expect(copy?.visits.filter(({ eventType }) => eventType === "open")).toEqual([
      expect.objectContaining({ client: "Outlook", at: new Date("2026-05-04T09:00:00Z") }),
    ]);
    expect(copy?.visits[0]).toMatchObject({ eventType: "click", at: later(29) });
  });

  it("counts once what is stored under the first of those that share a tracking id", async () => {
    const trackingId = "s".repeat(43);
    const mail = await laySentMail({ recipients: [{ trackingId }, { trackingId }, {}] });
    await lay(mail, 0, [{ eventType: "click", eventUrl: "https://a.example/", linkPosition: 1 }, {}]);
    await lay(mail, 2, [{}]);
    await database()
      .update(emailDeliveries)
      .set({ eventsNotKept: sql`IF(${emailDeliveries.trackingId} = ${trackingId}, 5, 1)` })
      .where(eq(emailDeliveries.ticketReplyId, mail.replyId));
    const email = await emailOf(mail);
    expect(email.clicks).toEqual([expect.objectContaining({ count: 1 })]);
    expect(email.recipients.map(({ visits }) => visits.length)).toEqual([2, 2, 1]);
    expect(email.visitsNotKept).toBe(6);
  });
});
