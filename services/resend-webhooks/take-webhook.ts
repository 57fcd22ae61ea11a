import { and, eq, lt, sql } from "drizzle-orm";
import { Resend } from "resend";
import { database } from "@/db/client";
import { webhookEvents } from "@/db/schema/inbound";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { log } from "@/services/logging/log";
import { applyEvent, EventTooEarlyError } from "./apply-event";
import { type WebhookEvent, webhookEventSchema } from "./webhook-event";

export type WebhookHeaders = { id: string | null; timestamp: string | null; signature: string | null };
export type WebhookAnswer = { status: 200 | 400 | 401 | 503; message: string };

const source = "resend";
/** Resend repeats an event for about 28 hours (docs, "Retries and replays"). */
const rememberedDays = 30;

/**
 * Takes an event in: whose it is, whether it is known, what it asks for; and remembers it once that is committed. A crash
 * in between makes Resend send it again, and what is done twice comes to the same.
 * @param payload the body as it came, character by character: the signature is over it
 */
export async function takeResendWebhook(payload: string, headers: WebhookHeaders): Promise<WebhookAnswer> {
  const { settings } = await effectiveSettings("resend");
  const secret = settings.webhook_secret;
  if (!secret || !/^(whsec_)?[\w+/=-]{8,}$/.test(secret)) {
    const message =
      "The portal has no webhook signing secret of Resend's: an admin enters it under Integrations, Resend.";
    return { status: 503, message };
  }
  const { id, timestamp, signature } = headers;
  if (
    !id ||
    !timestamp ||
    !signature ||
    id.length > 255 ||
    !isVerified(payload, { id, timestamp, signature }, secret)
  ) {
    return {
      status: 401,
      message: "This is not signed by Resend for this portal, or not within five minutes.",
    };
  }
  const event = readEvent(payload);
  if (!event) return { status: 400, message: "This is no event." };
  if (await isKnown(id)) return { status: 200, message: "Known already." };
  try {
    await applyEvent(event);
  } catch (error) {
    if (!(error instanceof EventTooEarlyError)) throw error;
    return { status: 503, message: "This mail is just being handed over. Send the event again." };
  }
  await database().insert(webhookEvents).ignore().values({ source, eventId: id, receivedAt: new Date() });
  return { status: 200, message: "Taken." };
}

/** Forgets events that are not sent again any more. @returns how many */
export async function purgeWebhookEvents(): Promise<number> {
  const [result] = await database()
    .delete(webhookEvents)
    .where(lt(webhookEvents.receivedAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${rememberedDays} DAY`))
    .limit(10_000);
  return result.affectedRows;
}

/** By the SDK: HMAC-SHA256 over id, time and body, and a time within five minutes (Standard Webhooks). */
function isVerified(
  payload: string,
  headers: { id: string; timestamp: string; signature: string },
  secret: string,
) {
  try {
    // Nothing is asked of Resend: the SDK wants a key all the same.
    new Resend("unused").webhooks.verify({ payload, headers, webhookSecret: secret });
    return true;
  } catch (error) {
    // It parses what it has verified: a body that is no JSON is signed for all that.
    if (error instanceof SyntaxError) return true;
    log().warn({ reason: error instanceof Error ? error.message : "unknown" }, "a webhook was refused");
    return false;
  }
}

function readEvent(payload: string): WebhookEvent | null {
  try {
    return webhookEventSchema.parse(JSON.parse(payload));
  } catch {
    // Told to who sent it: 400.
    return null;
  }
}

async function isKnown(eventId: string): Promise<boolean> {
  const [known] = await database()
    .select({ eventId: webhookEvents.eventId })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.source, source), eq(webhookEvents.eventId, eventId)));
  return known !== undefined;
}
