import { sql } from "drizzle-orm";
import type { Delivery } from "./claim-deliveries";
import { expiredDeliveries } from "./claim-deliveries";
import { type Settlement, settleDeliveries } from "./settle-deliveries";
import { repeatableForMs } from "./transports/transport";

/**
 * Settles what a worker that is gone left behind. Without a noted hand-off nothing was sent: it is due again. With one it
 * may have been: it is due again only if the transport recognises a repetition, and is `uncertain` otherwise, for a
 * person to decide. A worker that was merely slow still finds its lease on an uncertain row, and settles it.
 * @returns how many deliveries were taken over.
 */
export async function takeOverExpired(limit = 100): Promise<number> {
  const expired = await expiredDeliveries(limit);
  let taken = 0;
  for (const delivery of expired) {
    if (!delivery.leaseOwner) continue;
    taken += await settleDeliveries([delivery.id], delivery.leaseOwner, settlementOf(delivery));
  }
  return taken;
}

function settlementOf(delivery: Delivery): Settlement {
  const due = sql`UTC_TIMESTAMP(6)`;
  if (!delivery.handedOffAt) {
    return {
      status: "queued",
      source: "portal",
      detail: "The process that had taken it stopped before sending it.",
      changes: { leaseOwner: null, leaseUntil: null, nextAttemptAt: due },
    };
  }
  const window = delivery.transport === "resend" ? repeatableForMs.resend : 0;
  if (Date.now() - delivery.handedOffAt.getTime() < window) {
    return {
      status: "queued",
      source: "portal",
      detail: "The process stopped while sending; Resend recognises the repetition by its key.",
      changes: { leaseOwner: null, leaseUntil: null, nextAttemptAt: due },
    };
  }
  const detail = "The process stopped while the mail server was being spoken to: it may have been sent.";
  return {
    status: "uncertain",
    source: "portal",
    detail,
    changes: { leaseUntil: null, nextAttemptAt: null, lastError: detail },
  };
}
