import type { DeliveryStatus } from "@/db/schema/email";

/** What a badge says of a reply or of one copy of it. The words and colours are the interface's. */
export type BadgeState =
  | "queued"
  | "sending"
  | "sent"
  | "read"
  | "failed"
  | "bounced"
  | "uncertain"
  | "cancelled";

/** Of one recipient's copy: reading proves arrival, whatever a mail server said before. */
export function copyBadge(copy: { status: DeliveryStatus; readAt: Date | null }): BadgeState {
  if (copy.readAt) return "read";
  if (copy.status === "delivered") return "sent";
  // A complaint comes from somebody who got the mail, and must be seen as much as a bounce.
  if (copy.status === "complained") return "bounced";
  return copy.status;
}

// What needs the agent comes first; then one reader is enough for Read; then what is still on its way.
const precedence: BadgeState[] = [
  "failed",
  "bounced",
  "uncertain",
  "read",
  "sending",
  "queued",
  "sent",
  "cancelled",
];

/** Of a whole reply. A copy that failed is not hidden by another that was read. */
export function replyBadge(copies: { status: DeliveryStatus; readAt: Date | null }[]): BadgeState {
  const states = new Set(copies.map(copyBadge));
  return precedence.find((state) => states.has(state)) ?? "cancelled";
}
