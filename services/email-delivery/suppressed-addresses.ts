import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import {
  emailDeliveries,
  emailMessages,
  type SuppressionReason,
  suppressedAddresses,
} from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { normalizeAddress } from "@/services/contacts/normalize-address";
import { NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";

export type Suppression = { reason: SuppressionReason; detail: string | null; createdAt: Date };

/** Which of these addresses get no mail from us until an agent clears them, and why; by address in lower case. */
export async function suppressionsOf(
  emails: string[],
  tx: DatabaseOrTransaction = database(),
): Promise<Map<string, Suppression>> {
  const addresses = [...new Set(emails.map((email) => email.trim().toLowerCase()))];
  if (addresses.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(suppressedAddresses)
    .where(inArray(suppressedAddresses.email, addresses));
  return new Map(rows.map(({ email, reason, detail, createdAt }) => [email, { reason, detail, createdAt }]));
}

/** Why nothing is sent to it, for the copy's history and the API. */
export function suppressionWords({ reason, detail, createdAt }: Suppression): string {
  const day = createdAt.toISOString().slice(0, 10);
  const words = `Not sent: ${because[reason]} on ${day}.`;
  return (detail ? `${words} ${detail}` : words).slice(0, 1000);
}

const because: Record<SuppressionReason, string> = {
  hard_bounce: "mail to this address came back for good",
  complaint: "this address marked a mail as spam",
  provider: "the provider put this address on its list of those it does not send to,",
};

/** Sends nothing more to an address. What is known of it already stays. */
export async function suppressAddress(
  tx: DatabaseOrTransaction,
  suppressed: { email: string; reason: SuppressionReason; detail: string | null; deliveryId: number },
) {
  const { email, reason, detail, deliveryId } = suppressed;
  await tx
    .insert(suppressedAddresses)
    .values({ email: email.toLowerCase(), reason, detail: detail?.slice(0, 1000) ?? null, deliveryId })
    .onDuplicateKeyUpdate({ set: { email: email.toLowerCase() } });
}

/**
 * Lets mail go to an address again: somebody knows better than what bounced.
 * @throws {NotFoundError} when it is not suppressed.
 */
export async function clearSuppression(actor: Actor, email: string): Promise<void> {
  const address = normalizeAddress(email, "email");
  await database().transaction(async (tx) => {
    const [known] = await tx
      .select()
      .from(suppressedAddresses)
      .where(eq(suppressedAddresses.email, address))
      .for("update");
    if (!known) throw new NotFoundError("Mail to this address is not held back.");
    await tx.delete(suppressedAddresses).where(eq(suppressedAddresses.email, address));
    // By number and not by address: the log outlives an erasure of who it names.
    const [contact] = await tx.select({ id: contacts.id }).from(contacts).where(eq(contacts.email, address));
    await recordAudit(tx, actor, {
      action: "suppression.cleared",
      targetType: contact ? "contact" : "email_delivery",
      targetId: contact?.id ?? known.deliveryId ?? "",
      changes: { suppressed: { from: known.reason, to: null } },
    });
    await noteTicketChange(tx, await ticketsHeldBack(tx, address));
  });
  wakeLive();
}

const ticketsTold = 100;

/** Whose pages say that nothing is sent to an address: the newest tickets with a copy to it that did not arrive. */
async function ticketsHeldBack(tx: DatabaseOrTransaction, email: string): Promise<number[]> {
  const rows = await tx
    .selectDistinct({ ticketId: emailMessages.ticketId })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(
      and(
        eq(emailDeliveries.email, email),
        inArray(emailDeliveries.status, ["failed", "bounced", "complained"]),
        isNotNull(emailMessages.ticketId),
      ),
    )
    .orderBy(desc(emailMessages.ticketId))
    .limit(ticketsTold);
  return rows.flatMap(({ ticketId }) => ticketId ?? []);
}
