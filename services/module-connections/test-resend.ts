import { Resend } from "resend";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { findDomain, senderDomain } from "@/services/resend-webhooks/sender-domain";
import { type ConnectionStep, explainNetworkError, failed, ok, warning } from "./connection-step";

const timeoutMs = 15_000;
const steps = {
  key: "API key",
  domain: "Domain",
  tracking: "Resend’s own tracking",
  webhook: "Webhook",
} as const;

/** Asks Resend about the domain that mail is sent from: verified, and not tracked by Resend as well. Nothing is sent. */
export async function testResend(settings: SettingsOf<"resend">): Promise<ConnectionStep[]> {
  if (!settings.api_key) return [failed(steps.key, "Enter the API key first.")];
  const resend = new Resend(settings.api_key, { baseUrl: settings.base_url });
  const { data, error } = await resend.domains.list(
    { limit: 100 },
    { signal: AbortSignal.timeout(timeoutMs) },
  );
  if (error?.name === "restricted_api_key") {
    const detail =
      "The key may only send. So Resend does not say whether the domain is verified, or whether it tracks by itself: look at resend.com → Domains.";
    return [ok(steps.key, "Resend knows the key."), warning(steps.domain, detail), webhook(settings)];
  }
  if (error?.statusCode === null) {
    return [
      failed(steps.key, explainNetworkError(new Error(error.message), new URL(settings.base_url).host)),
    ];
  }
  if (error) return [failed(steps.key, `Resend does not accept the key: ${error.message}`)];
  const known = ok(steps.key, "Resend knows the key.");
  const name = senderDomain(settings.mail_from);
  if (!name)
    return [
      known,
      warning(steps.domain, "Enter the sender, so that its domain can be looked up."),
      webhook(settings),
    ];
  const domain = findDomain(data.data, name);
  if (!domain)
    return [known, failed(steps.domain, `Resend knows no domain ${name}. Add it at resend.com → Domains.`)];
  if (domain.status !== "verified") {
    return [
      known,
      failed(
        steps.domain,
        `${name} is not verified yet (${domain.status}). Its DNS records are at resend.com → Domains.`,
      ),
    ];
  }
  return [
    known,
    ok(steps.domain, `${name} is verified.`),
    await ownTracking(resend, domain.id),
    webhook(settings),
  ];
}

async function ownTracking(resend: Resend, domainId: string): Promise<ConnectionStep> {
  const { data, error } = await resend.domains.get(domainId, { signal: AbortSignal.timeout(timeoutMs) });
  if (error) return warning(steps.tracking, `Resend did not say: ${error.message}`);
  const { open_tracking: opens, click_tracking: clicks } = data;
  if (!opens && !clicks) return ok(steps.tracking, "Off: links are wrapped once.");
  const what = opens && clicks ? "opens and clicks" : opens ? "opens" : "clicks";
  return failed(
    steps.tracking,
    `Resend tracks ${what} of this domain as well: links would be wrapped twice. Switch it off at resend.com → Domains → Configuration.`,
  );
}

function webhook({ webhook_secret }: SettingsOf<"resend">): ConnectionStep {
  return webhook_secret
    ? ok(
        steps.webhook,
        "A signing secret is set. Whether calls arrive shows with the next mail that is delivered.",
      )
    : warning(
        steps.webhook,
        "No signing secret is set: deliveries, bounces and complaints are not heard of.",
      );
}
