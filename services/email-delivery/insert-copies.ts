import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";
import type { CopyTracking } from "./plan-tracking";
import type { QueueEmailInput } from "./queue-email-input";
import type { ResolvedRecipient } from "./resolve-recipients";
import { type Suppression, suppressionWords } from "./suppressed-addresses";

/** Writes one delivery per recipient. A copy to an address that gets no mail starts as failed. */
export async function insertCopies(
  tx: Transaction,
  input: QueueEmailInput,
  messageId: number,
  recipients: ResolvedRecipient[],
  tracking: CopyTracking[],
  suppressions: Map<string, Suppression>,
) {
  // By the database's clock, as the claims are.
  const due = input.notBefore ?? sql`UTC_TIMESTAMP(6) + INTERVAL ${input.holdSeconds ?? 0} SECOND`;
  const lease = input.lease
    ? {
        status: "sending" as const,
        leaseOwner: input.lease.owner,
        leaseUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${input.lease.seconds} SECOND`,
      }
    : {};
  await tx.insert(emailDeliveries).values(
    recipients.map((recipient, index) => ({
      ...lease,
      nextAttemptAt: due,
      ...suppressedCopy(suppressions.get(recipient.email)),
      messageId,
      ticketReplyId: input.ticketReplyId ?? null,
      contactId: recipient.contactId,
      email: recipient.email,
      name: recipient.name,
      role: recipient.role,
      trackingId: tracking[index]?.trackingId ?? null,
      trackOpens: tracking[index]?.trackOpens ?? false,
      trackClicks: tracking[index]?.trackClicks ?? false,
    })),
  );
}

/** What a copy to an address that gets no mail starts and ends as. */
function suppressedCopy(suppression: Suppression | undefined) {
  if (!suppression) return {};
  return {
    status: "failed" as const,
    failure: "suppressed" as const,
    lastError: suppressionWords(suppression),
    nextAttemptAt: null,
    leaseOwner: null,
    leaseUntil: null,
  };
}
