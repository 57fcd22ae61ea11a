import { eq } from "drizzle-orm";
import { Resend } from "resend";
import { z } from "zod";
import { database } from "@/db/client";
import { appState } from "@/db/schema/integration-modules";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { log } from "@/services/logging/log";
import { findDomain, senderDomain } from "./sender-domain";

const stateName = "resend_tracking";
const timeoutMs = 15_000;
/** Events may come of mail that left before it was switched off. */
const eventsCountForMs = 3 * 24 * 3_600_000;

const stateSchema = z.object({
  opens: z.boolean(),
  clicks: z.boolean(),
  seenAt: z.coerce.date(),
  /** `events`: it sent such events. `settings`: its own settings say so. */
  source: z.enum(["events", "settings"]),
});

export type ResendTrackingProblem = z.output<typeof stateSchema>;

/**
 * Whether Resend tracks opens or clicks by itself for the domain we send from: links would be wrapped twice, and every
 * open told to a third party. Null when it does not, as far as is known, or when mail does not leave by Resend.
 */
export async function resendTrackingProblem(now = new Date()): Promise<ResendTrackingProblem | null> {
  const { enabled } = await effectiveSettings("resend");
  const state = enabled ? await readState() : null;
  if (!state || !(state.opens || state.clicks)) return null;
  if (state.source === "events" && now.getTime() - state.seenAt.getTime() > eventsCountForMs) return null;
  return state;
}

/** Notes that Resend sent an event that only its own tracking makes. */
export async function noteResendTracking(what: "opens" | "clicks"): Promise<void> {
  const known = await readState();
  await writeState({
    opens: what === "opens" || (known?.opens ?? false),
    clicks: what === "clicks" || (known?.clicks ?? false),
    ...{ seenAt: new Date(), source: "events" },
  });
}

/**
 * Asks Resend for the settings of the domain we send from. A key that may only send cannot: then only events tell.
 * @throws {Error} when Resend cannot be reached or answers with an error
 */
export async function checkResendTracking(): Promise<void> {
  const { enabled, settings } = await effectiveSettings("resend");
  const name = senderDomain(settings.mail_from);
  if (!enabled || !settings.api_key || !name) return;
  const resend = new Resend(settings.api_key, { baseUrl: settings.base_url });
  const signal = () => ({ signal: AbortSignal.timeout(timeoutMs) });
  const listed = await resend.domains.list({ limit: 100 }, signal());
  if (listed.error?.name === "restricted_api_key") return;
  if (listed.error) throw new Error(`Resend does not list its domains: ${listed.error.name}`);
  const domain = findDomain(listed.data.data, name);
  if (!domain) return;
  const found = await resend.domains.get(domain.id, signal());
  if (found.error) throw new Error(`Resend does not show its domain ${name}: ${found.error.name}`);
  const { open_tracking: opens = false, click_tracking: clicks = false } = found.data;
  if (opens || clicks)
    log().warn({ domain: name, opens, clicks }, "Resend's own tracking is on for this domain");
  await writeState({ opens, clicks, seenAt: new Date(), source: "settings" });
}

async function readState(): Promise<ResendTrackingProblem | null> {
  const [row] = await database().select().from(appState).where(eq(appState.name, stateName));
  const parsed = stateSchema.safeParse(row?.value);
  return parsed.success ? parsed.data : null;
}

async function writeState(state: ResendTrackingProblem) {
  const value = { ...state, seenAt: state.seenAt.toISOString() };
  await database()
    .insert(appState)
    .values({ name: stateName, value })
    .onDuplicateKeyUpdate({ set: { value } });
}
