import type { Delivery } from "./claim-deliveries";
import { retryDelayMs } from "./retry-schedule";
import type { Settlement } from "./settlement";
import { repeatableForMs, type SendOutcome, type Transport } from "./transports/transport";

const hourMs = 3_600_000;

export type Attempt = {
  /**
   * The copies of one message as they were before the attempt: `handedOffAt` set means that an earlier attempt's end is
   * still unknown.
   */
  group: Delivery[];
  leaseOwner: string;
  /** `portal`: it did not come to a transport. */
  source: Transport["name"] | "portal";
  /** Whether its hand-off is written down, as an attempt. One that was refused before there was anything to hand off is not. */
  wasNoted: boolean;
  /** How long a mail is tried. */
  giveUpAfterHours: number;
  /** What it was sent as, for another attempt. */
  renderedHtml?: string;
};

/** What an attempt's outcome makes of its copies. */
export function settlementOf(attempt: Attempt, outcome: SendOutcome, now = Date.now()): Settlement {
  const { group, leaseOwner, source, renderedHtml } = attempt;
  const { detail } = outcome;
  const base = { deliveryIds: group.map(({ id }) => id), leaseOwner, source, detail };
  const again = { ...base, renderedHtml };
  if (outcome.kind === "accepted") {
    return { ...base, status: "sent", providerMessageId: outcome.providerMessageId };
  }
  const unsettledBefore = group[0]?.handedOffAt ?? null;
  if (outcome.kind === "permanent") return { ...base, status: "failed", failure: outcome.failure };
  if (outcome.kind === "paused") {
    const attempted = attempt.wasNoted ? ("take back" as const) : undefined;
    return { ...again, status: "queued", unsettledSince: unsettledBefore, attempt: attempted };
  }
  const unsettledSince = unsettledBefore ?? (outcome.kind === "unknown" ? new Date(now) : null);
  const uncertain = { ...again, status: "uncertain" as const };
  if (outcome.kind === "unknown") {
    const window = source === "portal" ? 0 : repeatableForMs[source];
    if (outcome.settled || now - (unsettledSince?.getTime() ?? 0) >= window) return uncertain;
  }
  const triedSince = group[0]?.triedSince?.getTime() ?? now;
  if (now - triedSince >= attempt.giveUpAfterHours * hourMs) {
    return unsettledSince ? uncertain : { ...base, status: "failed", failure: "expired" };
  }
  return {
    ...again,
    status: "queued",
    unsettledSince,
    dueInMs: retryDelayMs((group[0]?.attempts ?? 0) + 1, outcome.retryAfterMs),
    ...(attempt.wasNoted ? {} : { attempt: "count" as const }),
  };
}
