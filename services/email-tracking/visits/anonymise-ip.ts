import ipaddr from "ipaddr.js";
import { parseAddress } from "./parse-address";

/** How much of a visitor's address is kept: its network (/24 or /48), all of it, or nothing. */
export type IpStorage = "truncated" | "full" | "none";

const keptBits = { ipv4: 24, ipv6: 48 } as const;

/**
 * What may be stored of an IP address, at most 39 characters; null for nothing, and for what is no address.
 * An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) counts as what it is, and zones (`%eth0`) are dropped.
 */
export function anonymiseIp(ip: string | null | undefined, mode: IpStorage): string | null {
  const address = mode === "none" ? null : parseAddress(ip);
  if (!address) return null;
  if (mode === "full") return address.toString();
  const bytes = address.toByteArray();
  bytes.fill(0, keptBits[address.kind()] / 8);
  return ipaddr.fromByteArray(bytes).toString();
}
