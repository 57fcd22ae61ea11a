import { createHmac, randomUUID } from "node:crypto";

/** Where the portal takes events, and the secret that Resend shows for that endpoint. */
export type WebhookEndpoint = { url: string; secret: string };

export type ResendEvent = { type: string; created_at: string; data: Record<string, unknown> };

/** What a sender may get wrong, for tests of how it is refused. */
export type WebhookFlaws = {
  /** The event's id; the same one again is a repetition. */
  id?: string;
  /** Seconds since 1970 that are signed; left out: now. */
  timestamp?: number;
  /** Signed with this secret instead of the endpoint's. */
  secret?: string;
  /** Sent instead of the body that was signed. */
  sentBody?: string;
  /** Sent instead of the signature. */
  signature?: string;
};

/** A secret as Resend makes them: 24 random bytes are enough for a test. */
export const newWebhookSecret = () => `whsec_${Buffer.from(randomUUID()).toString("base64")}`;

/**
 * The headers and body of a webhook, signed as Standard Webhooks 1.0 says (`svix-*` at Resend): HMAC-SHA256 over
 * `id.timestamp.body` with the secret's bytes.
 */
export function signedWebhook(event: ResendEvent | string, secret: string, flaws: WebhookFlaws = {}) {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const id = flaws.id ?? `msg_${randomUUID()}`;
  const timestamp = String(flaws.timestamp ?? Math.floor(Date.now() / 1000));
  const key = Buffer.from((flaws.secret ?? secret).replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    headers: {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": flaws.signature ?? `v1,${signature}`,
    },
    body: flaws.sentBody ?? body,
  };
}

/** Sends an event once. Resend would try again on anything but a 2xx: call it again with the same id. */
export async function sendWebhook(
  endpoint: WebhookEndpoint,
  event: ResendEvent | string,
  flaws?: WebhookFlaws,
) {
  const { headers, body } = signedWebhook(event, endpoint.secret, flaws);
  const response = await fetch(endpoint.url, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

/** An event about an email, in the shape of the SDK's types (resend 6.38, webhook-event.interface.d.ts). */
export function emailEvent(
  type: string,
  email: { id: string; to: string[]; from?: string; subject?: string; messageId?: string },
  more: Record<string, unknown> = {},
  createdAt = new Date(),
): ResendEvent {
  return {
    type,
    created_at: createdAt.toISOString(),
    data: {
      created_at: createdAt.toISOString(),
      email_id: email.id,
      message_id: email.messageId ?? `<${email.id}@email.amazonses.com>`,
      from: email.from ?? "Support <support@example.com>",
      to: email.to,
      subject: email.subject ?? "Hello",
      tags: {},
      ...more,
    },
  };
}
