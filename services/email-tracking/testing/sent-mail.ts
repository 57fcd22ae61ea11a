import { randomBytes, randomUUID } from "node:crypto";
import { database } from "@/db/client";
import { emailDeliveries, emailLinks, emailMessages, type RecipientRole } from "@/db/schema/email";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { createTrackingId } from "../signing/create-tracking-id";

type Recipient = { email?: string; role?: RecipientRole; trackingId?: string };
type Options = { recipients?: Recipient[]; links?: string[]; trackOpens?: boolean; trackClicks?: boolean };

/** Lays a reply that was sent and tracked: what the delivery worker leaves behind, without sending anything. */
export async function laySentMail(options: Options = {}) {
  const { recipients = [{}], links = ["https://example.com/?a=1&b=2"] } = options;
  const [requester] = await Promise.all([layContact(recipients[0]?.email)]);
  const [ticket] = await database()
    .insert(tickets)
    .values({ subject: "Printer", requesterId: requester.id, lastActivityAt: new Date() })
    .$returningId();
  const ticketId = idOf(ticket);
  const [reply] = await database()
    .insert(ticketReplies)
    .values({
      ticketId,
      author: "agent",
      bodyHtml: "<p>Hello</p>",
      bodyText: "Hello",
      emailSentAt: new Date(),
    })
    .$returningId();
  const replyId = idOf(reply);
  const [message] = await database()
    .insert(emailMessages)
    .values({
      kind: "reply",
      ticketId,
      ticketReplyId: replyId,
      subject: "Re: Printer",
      fromName: "Ada",
      fromEmail: "support@example.com",
      messageId: `${randomUUID()}@example.com`,
    })
    .$returningId();
  const messageId = idOf(message);
  if (links.length > 0) {
    await database()
      .insert(emailLinks)
      .values(
        links.map((url, index) => ({ messageId, position: index + 1, url, label: `Link ${index + 1}` })),
      );
  }
  const trackingIds: string[] = [];
  const deliveryIds: number[] = [];
  for (const [index, recipient] of recipients.entries()) {
    const contact = index === 0 ? requester : await layContact(recipient.email);
    const trackingId = recipient.trackingId ?? createTrackingId();
    const [delivery] = await database()
      .insert(emailDeliveries)
      .values({
        messageId,
        ticketReplyId: replyId,
        contactId: contact.id,
        email: contact.email,
        role: recipient.role ?? "to",
        trackingId,
        trackOpens: options.trackOpens ?? true,
        trackClicks: options.trackClicks ?? true,
        status: "sent",
        sentAt: new Date(),
      })
      .$returningId();
    trackingIds.push(trackingId);
    deliveryIds.push(idOf(delivery));
  }
  return {
    ticketId,
    replyId,
    messageId,
    trackingId: trackingIds[0] ?? "",
    trackingIds,
    deliveryIds,
    requester,
  };
}

async function layContact(email = `${randomUUID()}@example.org`) {
  const preferencesToken = randomBytes(32).toString("base64url");
  const [row] = await database().insert(contacts).values({ email, preferencesToken }).$returningId();
  return { id: idOf(row), email, preferencesToken };
}

function idOf(row: { id: number } | undefined): number {
  if (!row) throw new Error("the row was not inserted");
  return row.id;
}
