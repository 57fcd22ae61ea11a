import { and, eq, gt, sql } from "drizzle-orm";
import { createElement } from "react";
import { database } from "@/db/client";
import { contactDataRequests, type DataRequestKind } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { DataRequest, dataRequestSubject } from "@/emails/data-request";
import { renderMail } from "@/emails/render-mail";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { queueEmail } from "@/services/email-delivery/queue-email";
import { contactOf } from "@/services/email-tracking/tracking-preferences";
import { hashOf, randomToken, tokenOf } from "./data-request-token";

/** Hours that the link in the mail works. */
export const linkHours = 24;

/**
 * Sends a recipient, to their own address, the link by which they see or erase what is held about them: the link in a
 * mail's footer does not suffice, since a mail can be forwarded. At most one mail of a kind an hour; nothing tells the
 * caller whether one was sent.
 * @param preferencesToken of the recipient's preferences page
 * @throws {NotFoundError} when no contact has this token.
 */
export async function requestContactData(preferencesToken: string, kind: DataRequestKind): Promise<void> {
  const { id: contactId } = await contactOf(preferencesToken);
  const html = await renderMail(createElement(DataRequest, { kind, hours: linkHours }));
  await database().transaction(async (tx) => {
    // Locked, so that two requests at once do not both find that none was sent.
    const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId)).for("update");
    if (!contact) return;
    const [recent] = await tx
      .select({ id: contactDataRequests.id })
      .from(contactDataRequests)
      .where(
        and(
          eq(contactDataRequests.contactId, contactId),
          eq(contactDataRequests.kind, kind),
          gt(contactDataRequests.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL 1 HOUR`),
        ),
      )
      .limit(1);
    if (recent) return;
    const { messageId } = await queueEmail(tx, {
      kind: "direct",
      subject: dataRequestSubject(kind),
      html,
      recipients: [{ email: contact.email, name: contact.name, role: "to", contactId }],
      track: false,
    });
    const nonce = randomToken();
    await tx.insert(contactDataRequests).values({
      ...{ contactId, kind, nonce, messageId },
      tokenHash: hashOf(tokenOf(nonce)),
      createdAt: sql`UTC_TIMESTAMP(6)`,
      expiresAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${linkHours} HOUR`,
    });
  });
  wakeDeliveryWorker();
}
