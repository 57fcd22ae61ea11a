import { lookup as resolveName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { type AddressPolicy, isAllowedAddress } from "@/services/integration-modules/address-policy";

/** A configured URL leads to an address that is never spoken to, or not under this policy. */
export class AddressRefusedError extends Error {
  override name = "AddressRefusedError";
}

/**
 * A name lookup for node:http that gives out allowed addresses only. The check is made on the very address that the
 * connection then uses: a name that answers differently the second time gains nothing.
 */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "");
      const allowed = addresses.filter(({ address }) => isAllowedAddress(address, policy));
      const [first] = allowed;
      if (!first)
        return callback(new AddressRefusedError(`${hostname} leads to an address that is not allowed`), "");
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

/** node:http asks no lookup for a host that is an address already: it is checked here. @throws {AddressRefusedError} */
export function checkLiteralAddress(url: URL, policy: AddressPolicy) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) && !isAllowedAddress(host, policy)) {
    throw new AddressRefusedError(`${host} is an address that is not allowed`);
  }
}
