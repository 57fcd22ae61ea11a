import type { Delivery } from "./claim-deliveries";
import { expiredDeliveries } from "./claim-deliveries";
import { settleDeliveries } from "./settle-deliveries";
import type { Settlement } from "./settlement";
import { repeatableForMs } from "./transports/transport";

/**
 * Settles what a worker that is gone left behind. Without a noted hand-off nothing was sent: it is due again. With one it
 * may have been: it is due again only if the transport recognises a repetition, and is `uncertain` otherwise, for a
 * person to decide. A worker that was merely slow still finds its lease on an uncertain row, and settles it.
 * @returns how many deliveries were taken over.
 */
export async function takeOverExpired(limit = 100): Promise<number> {
  const expired = await expiredDeliveries(limit);
  const taken = await Promise.all(
    leftAlike(expired).flatMap((copies) => {
      const [{ leaseOwner } = { leaseOwner: null }] = copies;
      return leaseOwner ? [settleDeliveries(takeOver(copies, leaseOwner))] : [];
    }),
  );
  return taken.reduce((sum, copies) => sum + copies, 0);
}

/** Copies of one message that were left in the same state: due again at the same moment, they are sent together again. */
function leftAlike(copies: Delivery[]): Delivery[][] {
  const groups = new Map<string, Delivery[]>();
  for (const copy of copies) {
    const key = [copy.messageId, copy.leaseOwner, copy.transport, copy.handedOffAt?.getTime()].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), copy]);
  }
  return [...groups.values()];
}

function takeOver(copies: Delivery[], leaseOwner: string): Settlement {
  const { handedOffAt, transport } = copies[0] as Delivery;
  const ifGone = { wasHandedOff: handedOffAt !== null };
  const base = { deliveryIds: copies.map(({ id }) => id), leaseOwner, source: "portal", ifGone };
  if (!handedOffAt) {
    return { ...base, status: "queued", detail: "The process that had taken it stopped before sending it." };
  }
  const window = transport === "resend" ? repeatableForMs.resend : 0;
  if (Date.now() - handedOffAt.getTime() < window) {
    const detail = "The process stopped while sending; Resend recognises the repetition by its key.";
    return { ...base, status: "queued", detail };
  }
  const detail = "The process stopped while the mail server was being spoken to: it may have been sent.";
  return { ...base, status: "uncertain", detail, keepLease: true };
}
