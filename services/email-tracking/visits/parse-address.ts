import ipaddr from "ipaddr.js";

export type Address = ReturnType<typeof ipaddr.process>;

let last: { ip: string; address: Address | null } = { ip: "", address: null };

/**
 * An IP address as sockets and proxies report it, parsed; null for what is none. An IPv4 address written as IPv6
 * (`::ffff:192.0.2.1`) counts as what it is, and zones (`%eth0`) are dropped. The last one is remembered: three parts of
 * a visit's record ask for the same, and parsing is the dearest step of each.
 */
export function parseAddress(ip: string | null | undefined): Address | null {
  if (!ip || ip.length > 100) return null;
  if (ip !== last.ip) last = { ip, address: parse(ip) };
  return last.address;
}

function parse(ip: string): Address | null {
  const withoutZone = ip.split("%", 1)[0] ?? "";
  // ipaddr.js also reads 1, 0x7f.1 and 010.0.0.1, which no socket reports.
  if (!ipaddr.IPv4.isValidFourPartDecimal(withoutZone) && !ipaddr.IPv6.isValid(withoutZone)) return null;
  return ipaddr.process(withoutZone);
}
