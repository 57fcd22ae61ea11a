import ipaddr from "ipaddr.js";
import { parseAddress } from "./parse-address";

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Networks that belong to operators of mail machines, from what these publish.
 *
 * Google: the networks of https://www.gstatic.com/ipranges/goog.json, read in copies of 2023-02-16 (iknowjason/edge) and
 * 2024-04-25 (berthubert/googerteller), without those that Google rents out or gives to others' machines (8.34.208.0/20,
 * 34.0.0.0/15 and the like): only those named here are Google's own in both.
 *
 * Barracuda: the addresses that Email Gateway Defense works from (campus.barracuda.com, Email Gateway Defense, "IP
 * Analysis - Inbound", document 96023004), behind which no people browse.
 *
 * Apple's list (mask-api.icloud.com/egress-ip-ranges.csv) is not here: 287,000 networks, and people click from them too.
 */
const networks = {
  google: [
    ...["64.233.160.0/19", "66.102.0.0/20", "66.249.64.0/19", "72.14.192.0/18", "74.125.0.0/16"],
    ...["108.177.0.0/17", "142.250.0.0/15", "172.217.0.0/16", "172.253.0.0/16", "173.194.0.0/16"],
    ...["192.178.0.0/15", "209.85.128.0/17", "216.58.192.0/19", "216.239.32.0/19"],
    ...[
      "2001:4860::/32",
      "2404:6800::/32",
      "2607:f8b0::/32",
      "2800:3f0::/32",
      "2a00:1450::/32",
      "2c0f:fb50::/32",
    ],
  ].map((cidr) => ipaddr.parseCIDR(cidr)),
  barracuda: ["209.222.80.0/21"].map((cidr) => ipaddr.parseCIDR(cidr)),
} satisfies Record<string, Network[]>;

export type MailNetwork = keyof typeof networks;

/** Whether an address lies in a network of that operator. False for what is no address. */
export function isFromNetwork(ip: string | null, operator: MailNetwork): boolean {
  const address = parseAddress(ip);
  if (!address) return false;
  return networks[operator].some(
    ([network, bits]) => address.kind() === network.kind() && address.match(network, bits),
  );
}
