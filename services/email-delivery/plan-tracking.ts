import { inArray } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { contacts, type TrackingConsent } from "@/db/schema/tickets";
import { createTrackingId } from "@/services/email-tracking/signing/create-tracking-id";
import {
  readTrackingSettings,
  type TrackingSettings,
} from "@/services/integration-modules/tracking-settings";

export type CopyTracking = { trackingId: string | null; trackOpens: boolean; trackClicks: boolean };

const untracked: CopyTracking = { trackingId: null, trackOpens: false, trackClicks: false };

/**
 * What each copy of a mail is tracked with: what the sender wants, the module allows and the contact has not refused,
 * by the settings at this moment. One entry per contact id given, in order; null stands for an address of no contact.
 * @param shared the copies leave as one message: they share an id, and one who may not be tracked exempts all.
 */
export async function planTracking(
  tx: DatabaseOrTransaction,
  wanted: boolean,
  contactIds: (number | null)[],
  shared: boolean,
): Promise<CopyTracking[]> {
  const nothing = contactIds.map(() => untracked);
  if (!wanted) return nothing;
  const settings = await readTrackingSettings(tx);
  const trackOpens = settings.enabled && settings.trackOpens;
  const trackClicks = settings.enabled && settings.trackClicks;
  if (!trackOpens && !trackClicks) return nothing;

  const consents = await readConsents(tx, contactIds);
  const allowed = contactIds.map((id) => mayTrack(settings.trackingMode, consents.get(id ?? 0) ?? "unknown"));
  if (shared) {
    if (allowed.includes(false)) return nothing;
    const trackingId = createTrackingId();
    return contactIds.map(() => ({ trackingId, trackOpens, trackClicks }));
  }
  return allowed.map((yes) =>
    yes ? { trackingId: createTrackingId(), trackOpens, trackClicks } : untracked,
  );
}

function mayTrack(mode: TrackingSettings["trackingMode"], consent: TrackingConsent): boolean {
  if (mode === "off" || consent === "opted_out") return false;
  return mode === "all" || consent === "consented";
}

async function readConsents(
  tx: DatabaseOrTransaction,
  contactIds: (number | null)[],
): Promise<Map<number, TrackingConsent>> {
  const ids = contactIds.filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: contacts.id, consent: contacts.trackingConsent })
    .from(contacts)
    .where(inArray(contacts.id, ids));
  return new Map(rows.map((row) => [row.id, row.consent]));
}
