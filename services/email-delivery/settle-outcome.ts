import { and, desc, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveryEvents } from "@/db/schema/email";
import type { Delivery } from "./claim-deliveries";
import { giveUpAfterMs, retryDelayMs } from "./retry-schedule";
import { type Settlement, settleDeliveries } from "./settle-deliveries";
import { repeatableForMs, type SendOutcome, type Transport } from "./transports/transport";

const released = { leaseOwner: null, leaseUntil: null };

/**
 * Marks the copies of one message by how an attempt to send it ended.
 * @param group as it was before the attempt: `handedOffAt` set means that an earlier attempt's end is still unknown
 */
export async function settleOutcome(
  group: Delivery[],
  leaseOwner: string,
  source: Transport["name"] | "portal",
  outcome: SendOutcome,
) {
  const settlement = await settlementOf(group, source, outcome);
  await settleDeliveries(
    group.map((delivery) => delivery.id),
    leaseOwner,
    settlement,
  );
}

async function settlementOf(
  group: Delivery[],
  source: Transport["name"] | "portal",
  outcome: SendOutcome,
): Promise<Settlement> {
  const detail = outcome.detail.slice(0, 1000);
  if (outcome.kind === "accepted") {
    return {
      status: "sent",
      source,
      detail,
      changes: {
        ...released,
        sentAt: new Date(),
        nextAttemptAt: null,
        providerMessageId: outcome.providerMessageId,
        renderedHtml: null,
        lastError: null,
      },
    };
  }
  const ended = { ...released, nextAttemptAt: null, lastError: detail };
  if (outcome.kind === "permanent") return { status: "failed", source, detail, changes: ended };

  const unsettledSince = group[0]?.handedOffAt ?? (outcome.kind === "unknown" ? new Date() : null);
  const window = source === "portal" ? 0 : repeatableForMs[source];
  const uncertain = { status: "uncertain" as const, source, detail, changes: ended };
  if (outcome.kind === "unknown" && Date.now() - (unsettledSince?.getTime() ?? 0) >= window) return uncertain;
  if (Date.now() - (await triedSince(group)).getTime() >= giveUpAfterMs) {
    return unsettledSince ? uncertain : { status: "failed", source, detail, changes: ended };
  }
  const delay = retryDelayMs(group[0]?.attempts ? group[0].attempts + 1 : 1, outcome.retryAfterMs);
  return {
    status: "queued",
    source,
    detail,
    changes: {
      ...released,
      lastError: detail,
      handedOffAt: unsettledSince,
      // By the database's clock, as the claims are.
      nextAttemptAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${delay * 1000} MICROSECOND`,
    },
  };
}

/** Since when a copy is tried: since it was queued, or since somebody last asked for another try. */
async function triedSince(group: Delivery[]): Promise<Date> {
  const [first] = group;
  if (!first) return new Date();
  const [asked] = await database()
    .select({ at: emailDeliveryEvents.occurredAt })
    .from(emailDeliveryEvents)
    .where(and(eq(emailDeliveryEvents.deliveryId, first.id), eq(emailDeliveryEvents.source, "retry")))
    .orderBy(desc(emailDeliveryEvents.id))
    .limit(1);
  return asked?.at ?? first.createdAt;
}
