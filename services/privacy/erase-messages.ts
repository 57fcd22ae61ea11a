import { and, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { copiesOfContact } from "./copies-of-contact";
import type { ErasureWork } from "./erasure-work";
import { redactor } from "./redact";
import { redactLinkLabels } from "./redact-links";

const copiesAtOnce = 50;

/**
 * Takes a contact out of the next mails that programs sent: the text goes where it went to nobody else, and loses their
 * name and address where it did.
 */
export async function eraseMessages(work: ErasureWork, progress: string | null): Promise<string | null> {
  const { tx, contact } = work;
  const own = await copiesOfContact(tx, contact, Number(progress ?? 0), copiesAtOnce);
  const last = own.at(-1);
  if (last === undefined) return null;
  const rows = await tx
    .selectDistinct({ message: emailMessages })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(and(inArray(emailDeliveries.id, own), eq(emailMessages.kind, "direct")));
  const ids = rows.map(({ message }) => message.id);
  const others = ids.length
    ? await tx
        .selectDistinct({ messageId: emailDeliveries.messageId })
        .from(emailDeliveries)
        .where(and(inArray(emailDeliveries.messageId, ids), isSomebodyElses(contact)))
    : [];
  const redact = redactor(contact);
  for (const { message } of rows) {
    const isShared = others.some(({ messageId }) => messageId === message.id);
    await tx
      .update(emailMessages)
      .set({
        subject: redact(message.subject),
        html: isShared && message.html !== null ? redact(message.html) : "",
        text: isShared && message.text !== null ? redact(message.text) : null,
      })
      .where(eq(emailMessages.id, message.id));
  }
  if (ids.length > 0) {
    // Other people's copies that wait are rendered anew, unless an attempt may have got through.
    await tx
      .update(emailDeliveries)
      .set({ renderedHtml: null })
      .where(and(inArray(emailDeliveries.messageId, ids), isNull(emailDeliveries.handedOffAt)));
  }
  await redactLinkLabels(tx, ids, contact);
  return String(last);
}

/** Programs write to people who are no contacts, too: a copy of theirs is known by its address alone. */
function isSomebodyElses({ id, email }: ErasureWork["contact"]) {
  return or(
    ne(emailDeliveries.contactId, id),
    and(isNull(emailDeliveries.contactId), ne(emailDeliveries.email, email)),
  );
}
