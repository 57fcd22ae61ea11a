import type { VisitClass } from "@/db/schema/email";
import type { IpStorage } from "./anonymise-ip";
import { countryOf } from "./country-of";

/**
 * The country that is kept of a visit (ISO 3166-1 alpha-2), or null. Only a person's own request says where they are: a
 * proxy's, a preloader's or a scanner's address is its operator's. An admin who keeps no addresses (`ip_storage: none`)
 * keeps nothing that is derived from one either.
 * @param visit.ip the whole address, as it came
 */
export function visitCountry(visit: {
  ip: string | null;
  visitClass: VisitClass;
  ipStorage: IpStorage;
}): string | null {
  return visit.visitClass === "human" && visit.ipStorage !== "none" ? countryOf(visit.ip) : null;
}
