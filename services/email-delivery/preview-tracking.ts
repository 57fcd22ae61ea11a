import { inArray } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { contacts } from "@/db/schema/tickets";
import { env } from "@/env";
import type { SignedInUser } from "@/services/auth/get-actor";
import { getSignature } from "@/services/auth/own-account";
import { withAsciiDomain } from "@/services/contacts/normalize-address";
import { decodeAttribute } from "@/services/email-tracking/injection/html-entities";
import { injectTracking } from "@/services/email-tracking/injection/inject-tracking";
import type { SkipReason } from "@/services/email-tracking/injection/link-policy";
import { trimHref } from "@/services/email-tracking/requests/destination-url";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import {
  readTrackingSettings,
  type TrackingSettings,
} from "@/services/integration-modules/tracking-settings";
import { planTracking } from "./plan-tracking";
import { quotedHistory } from "./quoted-history";
import { sharesMessages, transportSettings } from "./transports/transport-settings";

export const previewTrackingSchema = z.object({
  /** Null for a ticket that is yet to be opened. */
  ticketId: z.number().int().positive().nullable(),
  html: z.string().max(2_000_000),
  /** Addresses of To, Cc and Bcc. */
  recipients: z.array(z.string().max(320)).max(150),
});

/** A link of a mail that is yet to be sent, and what would become of it. */
export interface PreviewedLink {
  /** As written in `href`, decoded and trimmed: what `markNoTrack` takes. */
  url: string;
  label: string;
  /** Why it is left alone; null when it is tracked. */
  reason: SkipReason | null;
  /** How often the mail has it. */
  count: number;
}

export interface TrackingPreview {
  /** The settings in force now. */
  offer: { enabled: boolean; opens: boolean; clicks: boolean; mode: TrackingSettings["trackingMode"] };
  /** The links of what the agent wrote. */
  links: PreviewedLink[];
  /** Those of the signature and of the conversation that is quoted. */
  otherLinks: PreviewedLink[];
  /** Recipients who would get an untracked copy, because of their consent or, sharing a message, of somebody's. */
  exempt: string[];
  /** Whether all recipients get one message, so that one who may not be tracked exempts all. */
  shared: boolean;
}

/**
 * What would be tracked in a reply that an agent is writing: asked of the same injector, rule and plan that sending it
 * asks. Changes nothing.
 */
export async function previewTracking(
  agent: SignedInUser,
  input: z.input<typeof previewTrackingSchema>,
): Promise<TrackingPreview> {
  const { ticketId, html, recipients } = previewTrackingSchema.parse(input);
  const tx = database();
  const [settings, transport, signature, history] = await Promise.all([
    readTrackingSettings(tx),
    transportSettings(tx),
    getSignature(agent),
    ticketId === null ? [] : quotedHistory(ticketId),
  ]);
  const shared = new Set(recipients).size > 1 && sharesMessages(transport);
  const linksOf = (part: string) => linksIn(part, settings.skipSecretLinks);
  return {
    offer: {
      enabled: settings.enabled,
      opens: settings.trackOpens,
      clicks: settings.trackClicks,
      mode: settings.trackingMode,
    },
    links: onceEach(linksOf(sanitizeAgentHtml(html))),
    otherLinks: onceEach(
      [sanitizeAgentHtml(signature), ...history.map((item) => item.html)].flatMap(linksOf),
    ),
    exempt: await exemptOf(tx, recipients, shared),
    shared,
  };
}

type Link = Omit<PreviewedLink, "count">;

/** In the order in which they stand. */
function linksIn(html: string, skipSecretLinks: boolean): Link[] {
  const { links, skipped } = injectTracking(html, {
    trackingId: "preview",
    portalUrl: env().PORTAL_URL,
    // Nothing of it is sent: only what was found counts.
    sign: () => "",
    trackOpens: false,
    trackClicks: true,
    skipSecretLinks,
  });
  return [...links.map((link) => ({ ...link, reason: null })), ...skipped]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, label, reason }) => ({
      url: trimHref(decodeAttribute(html.slice(start, end))),
      label,
      reason,
    }));
}

function onceEach(links: Link[]): PreviewedLink[] {
  const once = new Map<string, PreviewedLink>();
  for (const link of links) {
    const key = `${link.reason} ${link.url}`;
    const known = once.get(key);
    if (known) known.count++;
    else once.set(key, { ...link, count: 1 });
  }
  return [...once.values()];
}

async function exemptOf(tx: DatabaseOrTransaction, recipients: string[], shared: boolean): Promise<string[]> {
  const addresses = [...new Set(recipients.map((address) => address.trim().toLowerCase()))];
  if (addresses.length === 0) return [];
  const kept = addresses.map((address) => withAsciiDomain(address));
  const known = await tx
    .select({ id: contacts.id, email: contacts.email })
    .from(contacts)
    .where(inArray(contacts.email, kept));
  const ids = kept.map((address) => known.find(({ email }) => email === address)?.id ?? null);
  const plan = await planTracking(tx, true, ids, shared);
  return addresses.filter((_, index) => plan[index]?.trackingId === null);
}
