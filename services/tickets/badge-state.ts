import type { DeliveryStatus } from "@/db/schema/email";

/** What a badge says of a reply or of one copy of it. The words and colours are the interface's. */
export type BadgeState =
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "read"
  | "failed"
  | "bounced"
  | "complained"
  | "uncertain"
  | "cancelled";

/** Of one recipient's copy: reading proves arrival, whatever a mail server said before. */
export function copyBadge(copy: { status: DeliveryStatus; readAt: Date | null }): BadgeState {
  // Who calls a mail spam has it, too; but that they do is what the agent must know.
  if (copy.status === "complained") return "complained";
  return copy.readAt ? "read" : copy.status;
}

// What needs the agent comes first; then one reader is enough for Read; then what is still on its way.
const precedence: BadgeState[] = [
  "failed",
  "bounced",
  "complained",
  "uncertain",
  "read",
  "sending",
  "queued",
  "sent",
  "delivered",
  "cancelled",
];

/** Of a whole reply. A copy that failed is not hidden by another that was read. */
export function replyBadge(copies: { status: DeliveryStatus; readAt: Date | null }[]): BadgeState {
  const states = new Set(copies.map(copyBadge));
  return precedence.find((state) => states.has(state)) ?? "cancelled";
}
