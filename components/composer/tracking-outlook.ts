import type { TrackingPreview } from "@/services/email-delivery/preview-tracking";
import type { TrackingOffer } from "./track-switch";
import { composerWords as words } from "./words";

/** Why the module's settings let nothing be tracked, in words; null when they let something be. */
export function offerProblem(offer: TrackingOffer): string | null {
  if (!offer.enabled) return words.trackModuleOff;
  if (offer.mode === "off") return words.trackNobody;
  if (!offer.opens && !offer.clicks) return words.trackNothing;
  return null;
}

/** Whether no copy of the mail may be tracked, because of the recipients. */
export function isEverybodyExempt({ exempt }: TrackingPreview, recipients: string[]): boolean {
  const addresses = new Set(recipients.map((address) => address.trim().toLowerCase()));
  return addresses.size > 0 && exempt.length === addresses.size;
}

/** How many addresses that the mail links to would be tracked, and how many not. */
export function countLinks({ links, otherLinks }: TrackingPreview, untracked: string[]) {
  const all = [...links, ...otherLinks];
  const tracked = all.filter(({ url, reason }) => reason === null && !untracked.includes(url)).length;
  return { tracked, untracked: all.length - tracked };
}
