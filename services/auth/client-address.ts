import { isIP } from "node:net";

/**
 * The address of who is asking. Only what the trusted proxies in front of us appended to `X-Forwarded-For` counts:
 * anything left of that was written by the client.
 * @param trustedHops how many proxies stand in front, each appending the address it was asked from.
 * @returns the address without a port, IPv4-mapped IPv6 as IPv4; null when there is none.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | string[] | undefined,
  trustedHops: number,
): string | null {
  const claimed = trustedHops > 0 ? claimedBy(forwardedFor, trustedHops) : undefined;
  const address = (claimed ?? socketAddress ?? "")
    .replace(/^\[|\](:\d+)?$/g, "")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/^::ffff:(?=[\d.]+$)/i, "");
  return isIP(address) ? address : null;
}

function claimedBy(forwardedFor: string | string[] | undefined, trustedHops: number): string | undefined {
  const chain = [forwardedFor ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return chain[Math.max(chain.length - trustedHops, 0)];
}
