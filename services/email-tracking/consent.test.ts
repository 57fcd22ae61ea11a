import { inArray } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { contacts, type TrackingConsent } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { clientAddressHeader } from "@/services/auth/auth";
import { signClick } from "./signing/click-signature";
import { trackingKeyRing } from "./signing/tracking-key-ring";
import { routeDoor, serviceDoor } from "./testing/doors";
import { laySentMail } from "./testing/sent-mail";
import { allRecorded, copyOf, type Door, eventsOf, replyOf, setTracking } from "./testing/tracking-contract";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const link = "https://example.com/?a=1&b=2";
beforeEach(() => setTracking());

describe.each<[string, Door]>([
  ["the service", serviceDoor],
  ["the route handlers", routeDoor],
])("visits through %s", (_name, door) => {
  /** Opens the mail and uses its link. @returns what kinds of event were stored */
  async function visit(trackingId: string, headers: Record<string, string> = {}) {
    const url = link;
    const sig = signClick({ trackingId, url }, trackingKeyRing());
    const image = await door({ path: `/api/email-tracking/pixel/${trackingId}.gif`, headers });
    expect(image).toMatchObject({ status: 200 });
    expect(image.body).toHaveLength(43);
    const query = new URLSearchParams({ tid: trackingId, url, sig });
    const redirect = await door({ path: `/api/email-tracking/click?${query}`, headers });
    expect(redirect.headers.get("location")).toBe(link);
    await allRecorded();
    return (await eventsOf(trackingId)).map(({ eventType }) => eventType).sort();
  }

  async function mailTo(...consents: TrackingConsent[]) {
    const shared =
      consents.length > 1 ? { trackingId: crypto.randomUUID().replaceAll("-", "").padEnd(43, "s") } : {};
    const mail = await laySentMail({ recipients: consents.map(() => shared), links: [link] });
    const copies = await Promise.all(mail.deliveryIds.map(copyOf));
    for (const [index, consent] of consents.entries()) {
      await database()
        .update(contacts)
        .set({ trackingConsent: consent })
        .where(inArray(contacts.id, [copies[index]?.contactId ?? 0]));
    }
    return mail;
  }

  const both = ["click", "open"];
  it.each<[string, TrackingConsent, string[]]>([
    ["all", "unknown", both],
    ["all", "consented", both],
    ["all", "opted_out", []],
    ["consented", "unknown", []],
    ["consented", "consented", both],
    ["consented", "opted_out", []],
    ["off", "unknown", []],
    ["off", "consented", []],
    ["off", "opted_out", []],
  ])("with tracking_mode %s, of a contact who %s, store %j", async (tracking_mode, consent, stored) => {
    await setTracking({ tracking_mode });
    const mail = await mailTo(consent);
    expect(await visit(mail.trackingId)).toEqual(stored);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(stored.length / 2);
  });

  it.each<[string, TrackingConsent[], string[]]>([
    ["all", ["unknown", "consented"], both],
    ["all", ["consented", "opted_out"], []],
    ["consented", ["consented", "consented"], both],
    ["consented", ["consented", "unknown"], []],
  ])(
    "with tracking_mode %s, of contacts who share a message (%j), store %j",
    async (tracking_mode, consents, stored) => {
      await setTracking({ tracking_mode });
      const mail = await mailTo(...consents);
      expect(await visit(mail.trackingId)).toEqual(stored);
    },
  );

  it.each<[string, Record<string, string>, boolean, string[]]>([
    ["Sec-GPC: 1", { "sec-gpc": "1" }, true, []],
    ["DNT: 1", { dnt: "1" }, true, []],
    ["Sec-GPC: 1 with blanks", { "sec-gpc": " 1 " }, true, []],
    ["DNT: 0", { dnt: "0" }, true, both],
    ["Sec-GPC: 0", { "sec-gpc": "0" }, true, both],
    ["Sec-GPC: 1, which the setting ignores", { "sec-gpc": "1" }, false, both],
    ["DNT: 1, which the setting ignores", { dnt: "1" }, false, both],
  ])("with %s (respect_gpc %o) store what they should", async (_signal, headers, respect_gpc, stored) => {
    await setTracking({ respect_gpc });
    const mail = await mailTo("unknown");
    expect(await visit(mail.trackingId, headers)).toEqual(stored);
  });

  const outlook = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Microsoft Outlook 16.0";
  const gmailProxy =
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
  const ofOutlook = { client: "Outlook", os: "Windows", device: "desktop" };
  it.each<[string, string, object]>([
    ["truncated", outlook, { ...ofOutlook, country: "CH" }],
    ["full", outlook, { ...ofOutlook, country: "CH" }],
    ["none", outlook, { ...ofOutlook, country: null }],
    ["full", gmailProxy, { client: "Gmail (via image proxy)", os: null, device: null, country: null }],
    ["full", "Mozilla/5.0", { client: "Apple Mail", os: null, device: null, country: null }],
  ])(
    "with ip_storage %s, %s is stored with program, system, device and country",
    async (ip_storage, userAgent, known) => {
      await setTracking({ ip_storage });
      const { trackingId } = await mailTo("unknown");
      // ETH Zürich's network.
      const headers = { "user-agent": userAgent, [clientAddressHeader]: "129.132.1.1" };
      await door({ path: `/api/email-tracking/pixel/${trackingId}.gif`, headers });
      await allRecorded();
      expect(await eventsOf(trackingId)).toMatchObject([{ userAgent, ...known }]);
    },
  );

  it.each([
    ["truncated", "203.0.113.0"],
    ["full", "203.0.113.77"],
    ["none", null],
  ])("with ip_storage %s keep %s", async (ip_storage, kept) => {
    await setTracking({ ip_storage });
    const mail = await mailTo("unknown");
    await visit(mail.trackingId);
    expect(await eventsOf(mail.trackingId)).toMatchObject([{ ipAddress: kept }, { ipAddress: kept }]);
  });
});
