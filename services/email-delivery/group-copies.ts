import type { Delivery } from "./claim-deliveries";
import type { Transport } from "./transports/transport";

// Resend takes at most 50 recipients a message.
const mostRecipients = 50;

/**
 * Which copies leave together: each by itself, or all of a message over a transport that shares messages. A message needs
 * somebody in its To, whom all of its recipients see: where there are blind copies only, each leaves by itself.
 */
export function groupCopies(deliveries: Delivery[], transport: Transport): Delivery[][] {
  if (!transport.sharesMessages) return deliveries.map((delivery) => [delivery]);
  const groups: Delivery[][] = [];
  for (const messageId of new Set(deliveries.map((delivery) => delivery.messageId))) {
    const copies = deliveries.filter((delivery) => delivery.messageId === messageId);
    // Copies whose first attempts ended differently are not one message any more.
    for (const settled of [true, false]) {
      const alike = copies.filter((copy) => (copy.handedOffAt === null) === settled);
      for (let start = 0; start < alike.length; start += mostRecipients) {
        groups.push(...withoutUnblinding(alike.slice(start, start + mostRecipients)));
      }
    }
  }
  return groups;
}

function withoutUnblinding(group: Delivery[]): Delivery[][] {
  return group.some(({ role }) => role !== "bcc") ? [group] : group.map((copy) => [copy]);
}
