import { and, inArray, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import type { DeliveryReport } from "@/services/email-delivery/delivery-report";
import { noteDeliveryReport } from "@/services/email-delivery/note-delivery-report";
import { fetchResendEmail } from "@/services/inbound-email/fetch-resend-email";
import {
  blamedCopies,
  copiesOfEmail,
  type EventCopy,
  isStillHandedOver,
  namedCopies,
} from "./copies-of-event";
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
  const { concerned, kind, detail } = readReport(said, copies, to);
  for (const { id: deliveryId } of concerned) {
    await noteDeliveryReport({
      ...{ deliveryId, kind, source: "resend", occurredAt: event.created_at },
      detail: detail.slice(0, 1000),
    });
  }
}

type Said = Pick<DeliveryReport, "kind" | "detail">;

const blames = new Set<Said["kind"]>(["bounced_hard", "bounced_soft", "complained", "suppressed"]);

/**
 * Whose copies it is about, and what it says of them. Nobody's address is suppressed because of a mail that went to
 * others, too.
 */
function readReport(
  said: Said,
  copies: EventCopy[],
  to: readonly string[],
): Said & { concerned: EventCopy[] } {
  if (!blames.has(said.kind)) return { ...said, concerned: namedCopies(copies, to) };
  const blamed = blamedCopies(copies, to, said.detail);
  if (blamed.certain) return { ...said, concerned: blamed.copies };
  const detail = `One of ${blamed.copies.length} recipients of this message: ${said.detail}`;
  return { kind: "bounced_soft", detail, concerned: blamed.copies };
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
