import { log } from "@/services/logging/log";
import { counts, countUp } from "@/services/metrics/counts";
import type { Settlement } from "./settlement";

/**
 * Counts and logs what became of copies. Not in whose words: what a mail server says repeats the address.
 * @param copies how many of them were settled; none when another worker has them
 */
export function noteSettlement(settlement: Settlement, copies: number) {
  if (copies === 0) return;
  const { deliveryIds: deliveries, status, source, failure, dueInMs } = settlement;
  countUp(counts().attempts, `${source} ${status === "queued" ? "retried" : status}`, copies);
  if (status === "sent") log().debug({ deliveries, transport: source }, "an email was sent");
  else log().info({ deliveries, transport: source, status, failure, dueInMs }, "an attempt to send failed");
}
