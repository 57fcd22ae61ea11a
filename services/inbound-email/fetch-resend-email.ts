import { asc, eq, lt, sql } from "drizzle-orm";
import { Resend } from "resend";
import { database } from "@/db/client";
import { unfetchedEmails } from "@/db/schema/inbound";
import { env } from "@/env";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { ServiceError } from "@/services/errors";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { log } from "@/services/logging/log";
import { receiveEmail } from "./receive-email";

/** Resend did not hand a received mail over: whoever asked tries again. */
export class ResendFetchError extends Error {
  override name = "ResendFetchError";
}

const timeoutMs = 60_000;
/** Then Resend has long deleted it. */
const rememberedDays = 30;

/**
 * Fetches a mail that Resend received, and takes it in: its webhook says only that there is one
 * (resend.com/docs/dashboard/receiving). The raw mail is fetched, so that nothing of it is lost on the way. One that cannot
 * be fetched is noted: it is a problem for an admin, and {@link fetchLeftEmails} tries it on when Resend has given up.
 * @param emailId `data.email_id` of the `email.received` event
 * @throws {ResendFetchError}; what `receiveEmail` throws.
 */
export async function fetchResendEmail(emailId: string): Promise<void> {
  try {
    await fetchEmail(emailId);
  } catch (error) {
    await noteUnfetched(emailId, error).catch((failure) =>
      log().warn(loggableError(failure), "a mail that could not be fetched from Resend could not be noted"),
    );
    throw error;
  }
  await database().delete(unfetchedEmails).where(eq(unfetchedEmails.emailId, emailId));
}

/** Tries again to fetch what could not be fetched before. @returns how many were */
export async function fetchLeftEmails(): Promise<number> {
  await database()
    .delete(unfetchedEmails)
    .where(lt(unfetchedEmails.failingSince, sql`UTC_TIMESTAMP(6) - INTERVAL ${rememberedDays} DAY`));
  const left = await database()
    .select({ emailId: unfetchedEmails.emailId })
    .from(unfetchedEmails)
    .orderBy(asc(unfetchedEmails.failingSince));
  let fetched = 0;
  for (const { emailId } of left) {
    // Why not is noted, and shown.
    const isFetched = await fetchResendEmail(emailId).then(
      () => true,
      () => false,
    );
    if (isFetched) fetched++;
  }
  return fetched;
}

async function noteUnfetched(emailId: string, error: unknown) {
  // What a database or a network says of itself is for the log.
  const isSaid = error instanceof ResendFetchError || error instanceof ServiceError;
  const lastError = (isSaid ? error.message : "The mail could not be downloaded from Resend.").slice(0, 1000);
  await database()
    .insert(unfetchedEmails)
    .values({ emailId, lastError })
    .onDuplicateKeyUpdate({ set: { lastError } });
}

async function fetchEmail(emailId: string): Promise<void> {
  const { settings } = await effectiveSettings("resend");
  if (!settings.api_key) throw new ResendFetchError("There is no API key for Resend.");
  const resend = new Resend(settings.api_key, { baseUrl: settings.base_url });
  const signal = AbortSignal.timeout(timeoutMs);
  const { data, error } = await resend.emails.receiving.get(emailId, { html_format: "cid" }, { signal });
  if (error)
    throw new ResendFetchError(
      `Resend refuses the mail: ${error.name}: ${error.message}${advice(error.name)}`,
    );
  const raw = data.raw?.download_url;
  if (!raw) throw new ResendFetchError("Resend has no raw mail for it.");
  const response = await fetch(raw, { signal, headers: { "user-agent": userAgent() } });
  if (!response.ok || !response.body) {
    throw new ResendFetchError(`The download of the raw mail was answered with ${response.status}.`);
  }
  await receiveEmail({
    source: "resend",
    sourceRef: emailId,
    envelopeFrom: null,
    envelopeTo: data.received_for ?? data.to,
    content: response.body,
  });
}

/** What helps against the one refusal that an admin brings about. */
const advice = (name: string) =>
  name === "restricted_api_key" ? " Give the portal an API key with full access." : "";

const userAgent = () => `MyPortal (+${env().PORTAL_URL})`;
