import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailLinks } from "@/db/schema/email";
import { redactor } from "./redact";

/**
 * Takes somebody out of the labels of mails' links, which designs often write in capitals or none. The addresses stay: who
 * has the mail still follows them.
 */
export async function redactLinkLabels(
  tx: Transaction,
  messageIds: number[],
  contact: Parameters<typeof redactor>[0],
): Promise<void> {
  if (messageIds.length === 0) return;
  const redact = redactor(contact, { partsInAnyCase: true });
  const links = await tx
    .select({ messageId: emailLinks.messageId, position: emailLinks.position, label: emailLinks.label })
    .from(emailLinks)
    .where(inArray(emailLinks.messageId, messageIds));
  for (const { messageId, position, label } of links) {
    const redacted = redact(label);
    if (redacted === label) continue;
    await tx
      .update(emailLinks)
      .set({ label: redacted.slice(0, 255) })
      .where(and(eq(emailLinks.messageId, messageId), eq(emailLinks.position, position)));
  }
}
