import { type CreateEmailOptions, type ErrorResponse, Resend } from "resend";
import { log } from "@/services/logging/log";
import type { OutgoingMail, Recipient, SendOutcome, Transport } from "./transport";

const timeoutMs = 30_000;
const hourMs = 3_600_000;

/**
 * The Resend API through its SDK (resend.com/docs/api-reference/emails/send-email). An attempt of
 * unknown end is settled by sending the same message again under the same idempotency key.
 */
export function resendTransport(settings: {
  apiKey: string;
  baseUrl: string;
  sharesMessages: boolean;
}): Transport {
  const resend = new Resend(settings.apiKey, { baseUrl: settings.baseUrl });
  return {
    name: "resend",
    sharesMessages: settings.sharesMessages,
    close() {},
    async send(mail) {
      try {
        const result = await resend.emails.send(toRequest(mail), {
          idempotencyKey: mail.idempotencyKey,
          // The SDK has no timeout of its own.
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (result.error) return outcomeOf(result.error, result.headers);
        return {
          kind: "accepted",
          providerMessageId: result.data.id,
          detail: `accepted as ${result.data.id}`,
        };
      } catch (error) {
        // The SDK returns errors; what it throws is our own signal.
        return { kind: "unknown", detail: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function toRequest(mail: OutgoingMail): CreateEmailOptions {
  const addressed = (role: Recipient["role"]) =>
    mail.recipients.filter((recipient) => recipient.role === role).map((recipient) => recipient.email);
  const [to, cc, bcc] = [addressed("to"), addressed("cc"), addressed("bcc")];
  return {
    from: formatAddress(mail.from),
    to,
    ...(cc.length ? { cc } : {}),
    ...(bcc.length ? { bcc } : {}),
    ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: {
      ...mail.headers,
      // Amazon SES, which sends for Resend, puts its own in place of this one; others that Resend may use keep it.
      "Message-ID": `<${mail.messageId}>`,
      ...(mail.inReplyTo ? { "In-Reply-To": `<${mail.inReplyTo}>` } : {}),
      ...(mail.references.length ? { References: mail.references.map((id) => `<${id}>`).join(" ") } : {}),
    },
  };
}

function formatAddress({ name, email }: { name: string; email: string }): string {
  return `"${name.replace(/[\\"\r\n]/g, " ").trim()}" <${email}>`;
}

/** Which errors may be tried again: resend.com/docs/api-reference/errors. */
function outcomeOf(error: ErrorResponse, headers: Record<string, string> | null): SendOutcome {
  const detail = `${error.name}: ${error.message}`.slice(0, 1000);
  const status = error.statusCode;
  const retryAfter = Number(headers?.["retry-after"] ?? headers?.["ratelimit-reset"]);
  const retryAfterMs = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : undefined;
  if (error.name === "daily_quota_exceeded" || error.name === "monthly_quota_exceeded") {
    log().error({ reason: error.name }, "Resend's quota is used up; mail waits and is tried every hour");
    return { kind: "temporary", detail, retryAfterMs: hourMs };
  }
  if (error.name === "rate_limit_exceeded" || status === 429)
    return { kind: "temporary", detail, retryAfterMs };
  // Another attempt with our key is being worked on, the network failed, or they did: it may have gone out.
  if (error.name === "concurrent_idempotent_requests" || status === null || status >= 500) {
    return { kind: "unknown", detail, retryAfterMs };
  }
  return { kind: "permanent", detail };
}
