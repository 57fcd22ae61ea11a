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

type Kind = Exclude<DeliveryReport["kind"], "delayed">;

/**
 * How much a report weighs: the heaviest one holds, so that reports end the same in whatever order they come. A late
 * "delivered" never undoes a bounce, and who complains has got it, whatever a server said before.
 */
const weights: Record<Kind, number> = {
  delivered: 1,
  bounced_soft: 2,
  failed: 3,
  suppressed: 4,
  bounced_hard: 5,
  complained: 6,
};

/**
 * Where a report moves a copy: forward only. A copy whose end was unknown is known now, even while it waits to be tried
 * again.
 * @returns null when the copy stays as it is.
 */
export function movementOf(
  copy: { status: DeliveryStatus; failure: DeliveryFailure | null; handedOffAt: Date | null },
  kind: DeliveryReport["kind"],
): Movement | null {
  if (kind === "delayed") return null;
  const weight = weightOf(copy);
  return weight !== null && weights[kind] > weight ? movements[kind] : null;
}

/** Of what is known of a copy by reports; null when it was never handed over, or ended otherwise. */
function weightOf({ status, failure, handedOffAt }: Parameters<typeof movementOf>[0]): number | null {
  if (status === "queued" || status === "sending") return handedOffAt === null ? null : 0;
  if (status === "uncertain" || status === "sent") return 0;
  const kinds = Object.keys(movements) as Kind[];
  const told = kinds.find((kind) => movements[kind].status === status && movements[kind].failure === failure);
  return told ? weights[told] : null;
}
