import ipaddr from "ipaddr.js";

/**
 * Where a URL that an admin configured may lead. Self-hosted services live on loopback and in private networks; cloud
 * metadata services live on link-local addresses and hand out credentials, so those are never spoken to.
 */
export type AddressPolicy = { allowPrivate: boolean };

// Metadata services outside the link-local ranges: AWS over IPv6, Alibaba Cloud, Oracle Cloud (classic).
const metadataAddresses = new Set(["fd00:ec2::254", "100.100.100.200", "192.0.0.192"]);
// Names that resolve to metadata services inside a cloud's network.
const metadataNames = new Set([
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);
const privateRanges = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat"]);

/** May a connection be made to this IP address? Anything that is neither public nor private is refused. */
export function isAllowedAddress(address: string, policy: AddressPolicy): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (metadataAddresses.has(parsed.toString())) return false;
  const range = parsed.range();
  if (privateRanges.has(range)) return policy.allowPrivate;
  return range === "unicast";
}

/**
 * The check that needs no name resolution, for when a URL is saved. What a name resolves to is checked when it is used.
 * @returns what is wrong, in words for an admin, or null.
 */
export function addressProblem(url: string, policy: AddressPolicy): string | null {
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (metadataNames.has(host))
    return "This address belongs to a cloud's metadata service and cannot be used.";
  const isLocalName = host === "localhost" || host.endsWith(".localhost");
  if (isLocalName) return policy.allowPrivate ? null : privateForbidden;
  if (!ipaddr.isValid(host) || isAllowedAddress(host, policy)) return null;
  return isAllowedAddress(host, { allowPrivate: true })
    ? privateForbidden
    : "Link-local, metadata and other special addresses cannot be used.";
}

const privateForbidden = "Addresses in private networks are switched off for this module.";
