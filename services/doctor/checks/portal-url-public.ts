import ipaddr from "ipaddr.js";
import { env } from "@/env";
import { transportSettings } from "@/services/email-delivery/transports/transport-settings";
import { amber, type DoctorCheck, green, red } from "../check";

export const portalUrlPublicCheck: DoctorCheck = {
  slug: "portal-url-public",
  group: "address",
  title: "PORTAL_URL is an address for recipients",
  why: "Every pixel and every tracked link begins with it. One that only this machine or this network can follow leaves each recipient with a broken link and no open.",
  async run(examination) {
    const url = new URL(env().PORTAL_URL);
    const kind = kindOf(url.hostname);
    if (kind === "public") return green(`${url.href} is an absolute address on a public name.`);
    if (kind === "private")
      return amber(`${url.host} is an address of a private network: only who is in it can follow it.`, mend);
    const { name } = await transportSettings(await examination.database());
    const found = `${url.host} leads every recipient to their own machine.`;
    return name === "catcher"
      ? amber(`${found} While mail goes to the built-in inbox on this machine, that is enough.`, mend)
      : red(found, mend);
  },
};

const mend = "Set PORTAL_URL to the address that recipients reach, such as https://support.example.com.";

function kindOf(hostname: string): "public" | "private" | "loopback" {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  if (!ipaddr.isValid(host)) return host.includes(".") ? "public" : "private";
  const range = ipaddr.process(host).range();
  if (range === "loopback" || range === "unspecified") return "loopback";
  return range === "unicast" ? "public" : "private";
}
