import type { DeliveryFailure, DeliveryStatus, SuppressionReason } from "@/db/schema/email";

/** What is said later of a copy that was handed over. */
export type DeliveryReport = {
  deliveryId: number;
  /** `delayed`: still being tried. `failed`: the provider gave up. `suppressed`: it sends nothing to the address. */
  kind: "delivered" | "delayed" | "bounced_hard" | "bounced_soft" | "complained" | "failed" | "suppressed";
  /** Who says so: `resend`, `dsn` … */
  source: string;
  /** In their own words. */
  detail: string;
  occurredAt: Date;
};

export type Movement = {
  status: DeliveryStatus;
  failure: DeliveryFailure | null;
  suppress?: SuppressionReason;
};

const movements: Record<Exclude<DeliveryReport["kind"], "delayed">, Movement> = {
  delivered: { status: "delivered", failure: null },
  bounced_hard: { status: "bounced", failure: "bounced_hard", suppress: "hard_bounce" },
  bounced_soft: { status: "bounced", failure: "bounced_soft" },
  complained: { status: "complained", failure: "complained", suppress: "complaint" },
  failed: { status: "failed", failure: "provider" },
  suppressed: { status: "failed", failure: "suppressed", suppress: "provider" },
};

/** Handed over, and nobody has said yet what became of it. */
const onItsWay: DeliveryStatus[] = ["sending", "uncertain", "sent"];

const reachableFrom: Record<Exclude<DeliveryReport["kind"], "delayed">, DeliveryStatus[]> = {
  delivered: onItsWay,
  bounced_hard: [...onItsWay, "delivered"],
  bounced_soft: [...onItsWay, "delivered"],
  // Who complains has got it, whatever a server said before.
  complained: [...onItsWay, "delivered", "bounced"],
  failed: onItsWay,
  suppressed: onItsWay,
};

/**
 * Where a report moves a copy: forward only, `sent → delivered → bounced | complained`, so that a late "delivered" never
 * undoes a bounce. A copy whose end was unknown is known now, even while it waits to be tried again.
 * @returns null when the copy stays as it is.
 */
export function movementOf(
  copy: { status: DeliveryStatus; failure: DeliveryFailure | null; handedOffAt: Date | null },
  kind: DeliveryReport["kind"],
): Movement | null {
  if (kind === "delayed") return null;
  const hardAfterSoft = kind === "bounced_hard" && copy.failure === "bounced_soft";
  const wasHandedOff = (copy.status === "queued" || copy.status === "sending") && copy.handedOffAt !== null;
  const isReachable =
    copy.status === "queued" || copy.status === "sending"
      ? wasHandedOff
      : reachableFrom[kind].includes(copy.status);
  return isReachable || hardAfterSoft ? movements[kind] : null;
}
