import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import type { Delivery } from "./claim-deliveries";
import { type RenderedCopy, renderCopy } from "./render-copy";
import { type Message, renderMessage } from "./render-message";
import type { OutgoingMail, Recipient } from "./transports/transport";

const headersSchema = z.record(z.string(), z.string());

export type PreparedMail = { message: Message; copy: RenderedCopy; outgoing: OutgoingMail };

/** Everything a transport needs for one message, rendered. @param first the one of the group whose copy all get */
export async function prepareMail(group: Delivery[], first: Delivery): Promise<PreparedMail> {
  const [stored] = await database().select().from(emailMessages).where(eq(emailMessages.id, first.messageId));
  if (!stored) throw new Error(`delivery ${first.id} has no message`);
  const message = await renderMessage(stored);
  const copy = await renderCopy(message, first);
  const visible = await database()
    .select({ email: emailDeliveries.email, name: emailDeliveries.name, role: emailDeliveries.role })
    .from(emailDeliveries)
    .where(and(eq(emailDeliveries.messageId, message.id), inArray(emailDeliveries.role, ["to", "cc"])))
    .orderBy(emailDeliveries.id);
  const outgoing: OutgoingMail = {
    idempotencyKey: await idempotencyKeyOf(first),
    from: { name: message.fromName, email: message.fromEmail },
    replyTo: message.replyTo,
    subject: message.subject,
    messageId: message.messageId,
    inReplyTo: message.inReplyTo,
    references: message.references?.split(" ").filter(Boolean) ?? [],
    headers: headersSchema.parse(message.headers ?? {}),
    date: message.createdAt,
    html: copy.html,
    text: copy.text,
    recipients: addressed(group),
    visible: {
      to: visible.filter((recipient) => recipient.role === "to"),
      cc: visible.filter((recipient) => recipient.role === "cc"),
    },
  };
  return { message, copy, outgoing };
}

/** A message needs somebody in its To: one that goes to copies only names the first of them there. */
function addressed(group: Delivery[]): Recipient[] {
  const recipients = group.map(({ email, name, role }): Recipient => ({ email, name, role }));
  if (recipients.some((recipient) => recipient.role === "to")) return recipients;
  return recipients.map((recipient, index) =>
    index === 0 ? { ...recipient, role: "to" as const } : recipient,
  );
}

/** The same for every attempt at a copy, and another once it was sent and then asked for anew (after a bounce). */
async function idempotencyKeyOf(delivery: Delivery): Promise<string> {
  const [sent] = await database()
    .select({ times: sql<number>`COUNT(*)`.mapWith(Number) })
    .from(emailDeliveryEvents)
    .where(and(eq(emailDeliveryEvents.deliveryId, delivery.id), eq(emailDeliveryEvents.status, "sent")));
  return sent?.times ? `delivery-${delivery.id}-${sent.times}` : `delivery-${delivery.id}`;
}
