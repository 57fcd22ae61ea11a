import { eq } from "drizzle-orm";
import { createElement } from "react";
import { database } from "@/db/client";
import { emailMessages } from "@/db/schema/email";
import { renderMail } from "@/emails/render-mail";
import { TestMail, testMailSubject } from "@/emails/test-mail";
import { env } from "@/env";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { queueEmail } from "@/services/email-delivery/queue-email";
import { ForbiddenError } from "@/services/errors";

/** By this header a mail of the outbox is known for the doctor's. It goes out with the mail and says nothing of anybody. */
export const testMailHeader = "X-MyPortal-Test-Mail";

/**
 * Sends a tracked mail that belongs to no ticket, by the outbox like any other. Its button leads to the page that shows
 * what became of it.
 * @returns the message's id, for {@link getTestMail}
 * @throws {ForbiddenError} unless an admin asks; {InvalidInputError} when the address is not one
 */
export async function sendTestMail(actor: Actor, address: string): Promise<{ id: number }> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const id = await database().transaction(async (tx) => {
    const { messageId, trackingId } = await queueEmail(tx, {
      kind: "direct",
      subject: testMailSubject,
      headers: { [testMailHeader]: "1" },
      recipients: [{ email: address, role: "to" }],
      track: true,
      html: "",
    });
    const url = `${env().PORTAL_URL}/admin/doctor/test-mail/${messageId}`;
    const html = await renderMail(createElement(TestMail, { url, tracked: trackingId !== null }));
    await tx.update(emailMessages).set({ html }).where(eq(emailMessages.id, messageId));
    await recordAudit(tx, actor, {
      action: "doctor.test_mail_sent",
      targetType: "email_message",
      targetId: messageId,
    });
    return messageId;
  });
  wakeDeliveryWorker();
  return { id };
}
