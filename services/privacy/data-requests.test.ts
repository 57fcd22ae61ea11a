import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { contactDataRequests } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { deliverDue } from "@/services/email-delivery/testing/outbox";
import { closeActiveTransport } from "@/services/email-delivery/transports/active-transport";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { eventsOf, replyOf, setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { lookAtDataRequest, redeemToErase, redeemToSee, viewContactData } from "./redeem-data-request";
import { requestContactData } from "./request-contact-data";
import { forgetOldDataRequests } from "./resume-erasures";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });
let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  process.env.SMTP_URL = sink.url;
});
afterAll(async () => {
  // What idles in its pool would keep the sink open for half a minute.
  closeActiveTransport();
  await sink.close();
});
beforeEach(async () => {
  sink.clear();
  await setTracking();
});

async function mailedToken(email: string) {
  await deliverDue();
  const mail = sink.mails.find(({ to }) => to.includes(email))?.mail;
  const token = /\/email-preferences\/data\/([\w-]{43})/.exec(String(mail?.html))?.[1];
  if (!mail || !token) throw new Error("no mail with a link arrived");
  return { mail, token };
}

describe("asking to see or erase one's data", () => {
  it("sends an untracked, automatic mail to the contact's own address with a link that is kept nowhere", async () => {
    const { requester } = await laySentMail();
    await requestContactData(requester.preferencesToken, "see");
    const { mail, token } = await mailedToken(requester.email);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(String(mail.html)).not.toMatch(/api\/email-tracking/);
    expect(mail.text).toContain(`https://support.example.com/email-preferences/data/${token}`);
    const rows = JSON.stringify(
      await Promise.all(
        [contactDataRequests, emailMessages, emailDeliveries].map((table) => database().select().from(table)),
      ),
    );
    expect(rows).not.toContain(token);
  });

  it("sends one of each kind an hour at most, and tells nobody", async () => {
    const { requester } = await laySentMail();
    const ask = (kind: "see" | "erase") => requestContactData(requester.preferencesToken, kind);
    await Promise.all([ask("see"), ask("see"), ask("see")]);
    await ask("erase");
    await expect(ask("erase")).resolves.toBeUndefined();
    const sent = () =>
      database()
        .select()
        .from(emailDeliveries)
        .where(and(eq(emailDeliveries.contactId, requester.id), sql`ticket_reply_id IS NULL`));
    expect(await sent()).toHaveLength(2);
    await database()
      .update(contactDataRequests)
      .set({ createdAt: sql`UTC_TIMESTAMP(6) - INTERVAL 61 MINUTE` })
      .where(eq(contactDataRequests.contactId, requester.id));
    await ask("see");
    expect(await sent()).toHaveLength(3);
  });

  it.each(["nonsense", "x".repeat(43)])("the token %j is nobody's", async (token) => {
    await expect(requestContactData(token, "see")).rejects.toMatchObject({ code: "not_found" });
    await expect(lookAtDataRequest(token)).rejects.toMatchObject({ code: "not_found" });
    await expect(redeemToSee(token)).rejects.toMatchObject({ code: "not_found" });
    await expect(redeemToErase(token)).rejects.toMatchObject({ code: "not_found" });
    await expect(viewContactData(token)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the mailed link", () => {
  it("can be looked at often, and used once, whoever comes first", async () => {
    const { requester } = await laySentMail();
    await requestContactData(requester.preferencesToken, "see");
    const { token } = await mailedToken(requester.email);
    for (let look = 0; look < 3; look++) {
      expect(await lookAtDataRequest(token)).toEqual({
        kind: "see",
        maskedEmail: expect.stringMatching(/^.…@example\.org$/),
      });
    }
    const uses = await Promise.allSettled([redeemToSee(token), redeemToSee(token), redeemToSee(token)]);
    expect(uses.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(lookAtDataRequest(token)).rejects.toMatchObject({ code: "not_found" });
  });

  it("shows the data for some minutes, and then no more", async () => {
    const { requester } = await laySentMail();
    await requestContactData(requester.preferencesToken, "see");
    const key = await redeemToSee((await mailedToken(requester.email)).token);
    expect(await viewContactData(key)).toMatchObject({ contact: { email: requester.email } });
    expect(await viewContactData(key)).toMatchObject({ contact: { email: requester.email } });
    await database()
      .update(contactDataRequests)
      .set({ viewExpiresAt: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });
    await expect(viewContactData(key)).rejects.toMatchObject({ code: "not_found" });
  });

  it("expires after a day", async () => {
    const { requester } = await laySentMail();
    await requestContactData(requester.preferencesToken, "see");
    const { token } = await mailedToken(requester.email);
    const [request] = await database()
      .select()
      .from(contactDataRequests)
      .where(eq(contactDataRequests.contactId, requester.id));
    const hours = ((request?.expiresAt.getTime() ?? 0) - (request?.createdAt.getTime() ?? 0)) / 3_600_000;
    expect(hours).toBeCloseTo(24, 3);
    await database()
      .update(contactDataRequests)
      .set({ expiresAt: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });
    await expect(redeemToSee(token)).rejects.toMatchObject({ code: "not_found" });
  });

  it("of one kind does not do the other", async () => {
    const mail = await laySentMail();
    await requestContactData(mail.requester.preferencesToken, "see");
    const { token } = await mailedToken(mail.requester.email);
    await expect(redeemToErase(token)).rejects.toMatchObject({ code: "not_found" });
    expect(await lookAtDataRequest(token)).toMatchObject({ kind: "see" });
    await expect(redeemToSee(mail.requester.preferencesToken)).rejects.toMatchObject({ code: "not_found" });
    await expect(redeemToErase(mail.requester.preferencesToken)).rejects.toMatchObject({ code: "not_found" });
  });

  it("erases what tracking recorded, and the contact is opted out", async () => {
    const mail = await laySentMail();
    await database().execute(
      sql`UPDATE ticket_replies SET email_open_count = 2, email_read_at = NOW(6) WHERE id = ${mail.replyId}`,
    );
    await requestContactData(mail.requester.preferencesToken, "erase");
    const { token } = await mailedToken(mail.requester.email);
    expect(await redeemToErase(token)).toEqual({ done: true });
    expect(await eventsOf(mail.trackingId)).toEqual([]);
    expect(await replyOf(mail.replyId)).toMatchObject({
      emailOpenCount: 0,
      emailReadAt: null,
      bodyText: "Hello",
    });
    const [contact] = await database().select().from(contacts).where(eq(contacts.id, mail.requester.id));
    expect(contact).toMatchObject({ email: mail.requester.email, trackingConsent: "opted_out" });
  });

  it("is forgotten a month after it stopped working", async () => {
    const { requester } = await laySentMail();
    await requestContactData(requester.preferencesToken, "see");
    await forgetOldDataRequests();
    const left = () =>
      database().select().from(contactDataRequests).where(eq(contactDataRequests.contactId, requester.id));
    expect(await left()).toHaveLength(1);
    await database()
      .update(contactDataRequests)
      .set({ expiresAt: sql`UTC_TIMESTAMP(6) - INTERVAL 31 DAY` })
      .where(eq(contactDataRequests.contactId, requester.id));
    await forgetOldDataRequests();
    expect(await left()).toHaveLength(0);
  });
});
