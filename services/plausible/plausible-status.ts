import type { VisitClass } from "@/db/schema/email";

/**
 * Seconds that an event waits before it is forwarded: what Plausible got cannot be called back, and a scanner's burst
 * shows only with its later clicks.
 */
const settleSeconds = 10;

/**
 * Whether an event goes into the queue for Plausible: only while forwarding is on, and only what a person did or had done
 * for them. Everything else is skipped for good: switching forwarding on later sends no old events.
 * @param event.occurredAt milliseconds since 1970
 */
export function plausibleStatusFor(event: { forward: boolean; visitClass: VisitClass; occurredAt: number }): {
  plausibleStatus: "pending" | "skipped";
  plausibleNextAt: Date | null;
} {
  const byPerson = event.visitClass === "human" || event.visitClass === "proxy";
  if (!event.forward || !byPerson) return { plausibleStatus: "skipped", plausibleNextAt: null };
  return {
    plausibleStatus: "pending",
    plausibleNextAt: new Date(event.occurredAt + settleSeconds * 1000),
  };
}
