import { and, inArray, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import type { DeliveryReport } from "@/services/email-delivery/delivery-report";
import { noteDeliveryReport } from "@/services/email-delivery/note-delivery-report";
import { fetchResendEmail } from "@/services/inbound-email/fetch-resend-email";
import { concernedCopies, copiesOfEmail, type EventCopy, isStillHandedOver } from "./copies-of-event";
import { reportOfEvent } from "./report-of-event";
import { noteResendTracking } from "./tracking-problem";
import type { WebhookEvent } from "./webhook-event";

/** An event about a mail whose hand-over is not noted yet: it is to be sent again in a moment. */
export class EventTooEarlyError extends Error {
  override name = "EventTooEarlyError";
}

/**
 * Does what an event about an email asks for. Done again, or in another order, it comes to the same.
 * @throws {EventTooEarlyError}
 */
export async function applyEvent(event: WebhookEvent): Promise<void> {
  const { email_id: emailId, to = [] } = event.data;
  if (!emailId) return;
  if (event.type === "email.received") return fetchResendEmail(emailId);
  const copies = await copiesOfEmail(emailId);
  if (copies.length === 0) {
    if (await isStillHandedOver(to)) throw new EventTooEarlyError(`the email ${emailId} is not noted yet`);
    return;
  }
  await noteMessageId(copies, event.data.message_id);
  if (event.type === "email.opened" || event.type === "email.clicked") {
    return noteResendTracking(event.type === "email.opened" ? "opens" : "clicks");
  }
  const said = reportOfEvent(event);
  if (!said) return;
  const concerned = concernedCopies(copies, to, said.detail);
  const report = concerned.certain ? said : asGuess(said, concerned.copies.length);
  for (const { id: deliveryId } of concerned.copies) {
    await noteDeliveryReport({
      ...{ deliveryId, kind: report.kind, source: "resend", occurredAt: event.created_at },
      detail: report.detail.slice(0, 1000),
    });
  }
}

/** Nobody's address is suppressed because of a mail that went to others, too. */
function asGuess({ kind, detail }: Pick<DeliveryReport, "kind" | "detail">, among: number) {
  const blamed =
    kind === "bounced_hard" || kind === "complained" || kind === "suppressed" || kind === "bounced_soft";
  if (!blamed) return { kind, detail };
  return { kind: "bounced_soft" as const, detail: `One of ${among} recipients of this message: ${detail}` };
}

/** What answers will refer to, where the provider put an id of its own in place of ours. */
async function noteMessageId(copies: EventCopy[], given: string | undefined) {
  const messageId = given?.replace(/[<>\s]/g, "") ?? "";
  if (!messageId || messageId.length > 255) return;
  const without = copies
    .filter(({ providerRfcMessageId }) => providerRfcMessageId === null)
    .map(({ id }) => id);
  if (without.length === 0) return;
  await database()
    .update(emailDeliveries)
    .set({ providerRfcMessageId: messageId })
    .where(and(inArray(emailDeliveries.id, without), isNull(emailDeliveries.providerRfcMessageId)));
}
