import type { DatabaseOrTransaction } from "@/db/connect";
import { env } from "@/env";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { mailCatcherSmtpUrl } from "@/services/mail-catcher/mail-catcher-url";

export type TransportSettings = (
  | { name: "resend"; apiKey: string; baseUrl: string; sharesMessages: boolean }
  | { name: "smtp" | "catcher"; url: string }
) & {
  /** Messages a second, of all processes together; 0: no limit. */
  perSecond: number;
};

/**
 * How mail leaves, by what is in force now: the Resend module, the SMTP module, or the embedded catcher when neither is
 * switched on with what it needs. The environment variables switch a module on until an admin saves it.
 */
export async function transportSettings(tx: DatabaseOrTransaction): Promise<TransportSettings> {
  const resend = await effectiveSettings("resend", tx);
  if (resend.enabled && resend.settings.api_key) {
    return {
      name: "resend",
      apiKey: resend.settings.api_key,
      baseUrl: resend.settings.base_url,
      sharesMessages: !resend.settings.separate_messages,
      perSecond: resend.settings.rate_per_second,
    };
  }
  const smtp = await effectiveSettings("smtp", tx);
  if (smtp.enabled && smtp.settings.url) {
    return { name: "smtp", url: smtp.settings.url, perSecond: smtp.settings.rate_per_second };
  }
  const url = mailCatcherSmtpUrl() ?? `smtp://127.0.0.1:${env().MAIL_CATCHER_SMTP_PORT}`;
  return { name: "catcher", url, perSecond: 0 };
}

/** Whether a reply to several people leaves as one message, whose copies then share one tracking id. */
export function sharesMessages(settings: TransportSettings): boolean {
  return settings.name === "resend" && settings.sharesMessages;
}
