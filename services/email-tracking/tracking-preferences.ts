import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { contacts, type TrackingConsent } from "@/db/schema/tickets";
import { recordConsent } from "@/services/contacts/record-consent";
import { NotFoundError } from "@/services/errors";
import {
  readTrackingSettings,
  type TrackingSettings,
} from "@/services/integration-modules/tracking-settings";

/** What the preferences page shows. The address is masked: who holds the link need not be whom the mail was for. */
export type TrackingPreferences = {
  maskedEmail: string;
  consent: TrackingConsent;
  /** Whether mail to this person is tracked as things stand. */
  isTracked: boolean;
  ipStorage: TrackingSettings["ipStorage"];
  retentionDays: number;
};

const source = "preferences page";
/** Who holds the link: nobody signs in there. */
const recipient = { kind: "system", name: "Recipient's preferences page", role: "admin" } as const;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const choices = { allow: "consented", "opt-out": "opted_out" } as const;
export type PreferenceChoice = keyof typeof choices;

/** @throws {NotFoundError} when no contact has this token. */
export async function getPreferences(token: string): Promise<TrackingPreferences> {
  const { email, trackingConsent: consent } = await contactOf(token);
  const settings = await readTrackingSettings(database());
  const { enabled, trackOpens, trackClicks, trackingMode, ipStorage, retentionDays } = settings;
  const isOn = enabled && (trackOpens || trackClicks) && trackingMode !== "off";
  const isTracked = isOn && (consent === "consented" || (consent === "unknown" && trackingMode === "all"));
  return { maskedEmail: maskEmail(email), consent, isTracked, ipStorage, retentionDays };
}

/**
 * Keeps a recipient's choice, with its source and time. From then on their mail is tracked, or is not and their visits
 * to older mail are not recorded. The same choice again changes nothing.
 * @throws {NotFoundError} when no contact has this token.
 */
export async function choosePreference(token: string, choice: PreferenceChoice): Promise<void> {
  const contact = await contactOf(token);
  const consent = choices[choice];
  if (contact.trackingConsent === consent) return;
  await database().transaction((tx) => recordConsent(tx, recipient, contact, { consent, source }));
}

/** @throws {NotFoundError} when no contact has this token. */
export async function optOut(token: string): Promise<void> {
  await choosePreference(token, "opt-out");
}

/** @throws {NotFoundError} when no contact has this token. */
export async function contactOf(token: string) {
  const [contact] = tokenPattern.test(token)
    ? await database().select().from(contacts).where(eq(contacts.preferencesToken, token))
    : [];
  if (!contact) throw new NotFoundError("This link is not valid any more.");
  return contact;
}

/** `ben@example.com` → `b…@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${[...email][0] ?? ""}…${email.slice(at)}`;
}
