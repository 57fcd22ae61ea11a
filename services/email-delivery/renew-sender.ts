import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { mailFrom } from "./mail-from";
import { replyToOf } from "./reply-address";

/**
 * Has a message that is sent again come from the present sender: the one it was written under may be why it was refused.
 * It stays as it was while a copy of it may be with a provider, who knows a repetition by its bytes.
 */
export async function renewSender(tx: Transaction, messageId: number) {
  const [mayBeOut] = await tx
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.messageId, messageId),
        inArray(emailDeliveries.status, ["queued", "sending", "uncertain"]),
        isNotNull(emailDeliveries.handedOffAt),
      ),
    )
    .limit(1);
  if (mayBeOut) return;
  const [message] = await tx
    .select({ ticketId: emailMessages.ticketId, fromEmail: emailMessages.fromEmail })
    .from(emailMessages)
    .where(eq(emailMessages.id, messageId));
  const sender = await mailFrom(tx);
  if (!message || message.fromEmail === sender.email) return;
  await tx
    .update(emailMessages)
    .set({ fromEmail: sender.email, replyTo: await replyToOf(tx, message.ticketId, sender) })
    .where(eq(emailMessages.id, messageId));
}
