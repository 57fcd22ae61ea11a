import { and, eq, inArray, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import { attachments, contacts } from "@/db/schema/tickets";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { isErasedAddress } from "@/services/privacy/erased-identity";
import type { Delivery } from "./claim-deliveries";
import { readdressedSource } from "./event-sources";
import type { Message } from "./render-message";
import { type Suppression, suppressionsOf } from "./suppressed-addresses";
import type { Recipient } from "./transports/transport";

/** What the mails of a batch are made of, read for all of them at once. */
export type BatchContent = {
  messages: Map<number, Message>;
  /** Whom each message names in its To and Cc, by message id; none for one whose only such recipients were erased. */
  visible: Map<number, Recipient[]>;
  /** The tokens of the contacts' preferences pages, by contact id. */
  preferencesTokens: Map<number, string>;
  /** Those of the contacts, by their ids, who have turned tracking off. */
  optedOut: Set<number>;
  /** How often each copy was sent before, or given to somebody else: each is another mail than the one before. */
  generations: Map<number, number>;
  suppressions: Map<string, Suppression>;
  repliesWithFiles: Set<number>;
  skipSecretLinks: boolean;
  settings: SettingsOf<"email">;
};

/** Reads what these deliveries need to be sent: a handful of queries, however many they are. */
export async function loadBatch(deliveries: Delivery[]): Promise<BatchContent> {
  const messageIds = [...new Set(deliveries.map(({ messageId }) => messageId))];
  const replyIds = [...new Set(deliveries.flatMap(({ ticketReplyId }) => ticketReplyId ?? []))];
  const [messages, visible, recipients, generations, suppressions, files, tracking, email] =
    await Promise.all([
      database().select().from(emailMessages).where(inArray(emailMessages.id, messageIds)),
      visibleRecipients(messageIds),
      contactsOf([...new Set(deliveries.flatMap(({ contactId }) => contactId ?? []))]),
      generationsOf(deliveries.map(({ id }) => id)),
      suppressionsOf(deliveries.map(({ email: address }) => address)),
      withFiles(replyIds),
      readTrackingSettings(database()),
      effectiveSettings("email"),
    ]);
  return {
    messages: new Map(messages.map((message) => [message.id, message])),
    visible,
    preferencesTokens: new Map(recipients.map(({ id, token }) => [id, token])),
    optedOut: new Set(recipients.flatMap(({ id, consent }) => (consent === "opted_out" ? id : []))),
    generations,
    suppressions,
    repliesWithFiles: files,
    skipSecretLinks: tracking.skipSecretLinks,
    settings: email.settings,
  };
}

async function visibleRecipients(messageIds: number[]): Promise<Map<number, Recipient[]>> {
  const rows = await database()
    .select({
      messageId: emailDeliveries.messageId,
      email: emailDeliveries.email,
      name: emailDeliveries.name,
      role: emailDeliveries.role,
    })
    .from(emailDeliveries)
    .where(and(inArray(emailDeliveries.messageId, messageIds), inArray(emailDeliveries.role, ["to", "cc"])))
    .orderBy(emailDeliveries.id);
  const visible = new Map<number, Recipient[]>();
  for (const { messageId, ...recipient } of rows) {
    // Who was erased is no longer somebody that the others' answers could reach.
    if (isErasedAddress(recipient.email)) continue;
    const known = visible.get(messageId);
    if (known) known.push(recipient);
    else visible.set(messageId, [recipient]);
  }
  return visible;
}

async function contactsOf(contactIds: number[]) {
  if (contactIds.length === 0) return [];
  return database()
    .select({ id: contacts.id, token: contacts.preferencesToken, consent: contacts.trackingConsent })
    .from(contacts)
    .where(inArray(contacts.id, contactIds));
}

async function generationsOf(deliveryIds: number[]): Promise<Map<number, number>> {
  const rows = await database()
    .select({ id: emailDeliveryEvents.deliveryId, times: sql<number>`COUNT(*)`.mapWith(Number) })
    .from(emailDeliveryEvents)
    .where(
      and(
        inArray(emailDeliveryEvents.deliveryId, deliveryIds),
        or(eq(emailDeliveryEvents.status, "sent"), eq(emailDeliveryEvents.source, readdressedSource)),
      ),
    )
    .groupBy(emailDeliveryEvents.deliveryId);
  return new Map(rows.map(({ id, times }) => [id, times]));
}

async function withFiles(replyIds: number[]): Promise<Set<number>> {
  if (replyIds.length === 0) return new Set();
  const rows = await database()
    .selectDistinct({ replyId: attachments.ticketReplyId })
    .from(attachments)
    .where(inArray(attachments.ticketReplyId, replyIds));
  return new Set(rows.flatMap(({ replyId }) => replyId ?? []));
}
