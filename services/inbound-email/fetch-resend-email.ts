import { Resend } from "resend";
import { env } from "@/env";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { receiveEmail } from "./receive-email";

/** Resend did not hand a received mail over: whoever asked tries again. */
export class ResendFetchError extends Error {
  override name = "ResendFetchError";
}

const timeoutMs = 60_000;

/**
 * Fetches a mail that Resend received, and takes it in: its webhook says only that there is one
 * (resend.com/docs/dashboard/receiving). The raw mail is fetched, so that nothing of it is lost on the way.
 * @param emailId `data.email_id` of the `email.received` event
 * @throws {ResendFetchError}; what `receiveEmail` throws.
 */
export async function fetchResendEmail(emailId: string): Promise<void> {
  const { settings } = await effectiveSettings("resend");
  if (!settings.api_key) throw new ResendFetchError("There is no API key for Resend.");
  const resend = new Resend(settings.api_key, { baseUrl: settings.base_url });
  const signal = AbortSignal.timeout(timeoutMs);
  const { data, error } = await resend.emails.receiving.get(emailId, { html_format: "cid" }, { signal });
  if (error) throw new ResendFetchError(`Resend refuses the mail: ${error.name}: ${error.message}`);
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

const userAgent = () => `MyPortal (+${env().PORTAL_URL})`;
