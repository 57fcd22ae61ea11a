import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { env } from "@/env";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { amber, type DoctorCheck, green, NotKnownError, red } from "../check";

export const portalUrlResolvesCheck: DoctorCheck = {
  slug: "portal-url-resolves",
  group: "address",
  title: "The name in PORTAL_URL exists",
  why: "A name that is mistyped, or not in the DNS yet, leads nowhere.",
  async run() {
    const host = new URL(env().PORTAL_URL).hostname.replace(/^\[|\]$/g, "");
    if (isIP(host)) return green(`${host} is an address already: there is no name to look up.`);
    try {
      const addresses = await lookup(host, { all: true });
      if (addresses.length === 0) return amber(`${host} has no address.`, mend);
      return green(`${host} is at ${addresses.map(({ address }) => address).join(", ")}.`);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      if (code === "EAI_AGAIN") throw new NotKnownError(explainNetworkError(error, host), fromHere);
      return red(explainNetworkError(error, host), mend);
    }
  },
};

const mend = "Correct PORTAL_URL, or add the name to your DNS.";
const fromHere = "Look it up from another machine, or give this one a name server.";
