import { randomInt } from "node:crypto";
import { env } from "@/env";
import { amber, type DoctorCheck, type Finding, green, NotLookedAtError, red } from "../check";
import { type Arrived, askForEcho } from "../portal-echo";

export const clientAddressCheck: DoctorCheck = {
  slug: "client-address",
  group: "tracking",
  title: "The client’s address arrives",
  why: "With too few trusted proxies every recipient seems to sit at the proxy, so that countries and scanners are not recognised; with too many anybody can invent an address.",
  async run(examination) {
    await examination.pixel();
    // Of a network that belongs to documentation (RFC 5737): nobody is really asked from there.
    const invented = `203.0.113.${randomInt(1, 255)}`;
    const outcome = await askForEcho({ writeDown: false, headers: { "X-Forwarded-For": invented } });
    if (outcome.kind !== "here")
      throw new NotLookedAtError("PORTAL_URL does not lead to this portal.", "portal-url-reaches-us");
    return judge(outcome.arrived, invented);
  },
};

function judge({ clientAddress, forwardedFor }: Arrived, invented: string): Finding {
  const { TRUSTED_PROXY_HOPS: hops, PORTAL_URL, PORT } = env();
  const chain = (forwardedFor ?? "").split(",").map((part) => part.trim());
  const own = chain.indexOf(invented);
  /** Proxies that wrote into the header after us; one that began it anew counts as one. */
  const appended = own < 0 ? 1 : chain.length - own - 1;
  if (clientAddress === invented) {
    return red(
      `TRUSTED_PROXY_HOPS is ${hops}, but ${appended === 0 ? "no proxy adds" : `${appended} add`} the client’s address to X-Forwarded-For: whatever a client writes there is believed.`,
      `Set TRUSTED_PROXY_HOPS=${appended}, or let each proxy append the address (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for).`,
    );
  }
  if (appended > hops && (own >= 0 || hops === 0)) {
    return red(
      `${appended === 1 ? "A proxy adds" : `${appended} proxies add`} the client’s address to X-Forwarded-For, but TRUSTED_PROXY_HOPS is ${hops}: every recipient seems to be at ${clientAddress ?? "no address"}.`,
      `Set TRUSTED_PROXY_HOPS=${appended} if all of them are yours.`,
    );
  }
  if (hops === 0 && hasProxy(PORTAL_URL, PORT)) {
    return amber(
      `Something stands in front (PORTAL_URL is not this process’s own address) and does not add the client’s address: every recipient seems to be at ${clientAddress ?? "no address"}.`,
      "Let it append the address to X-Forwarded-For, and set TRUSTED_PROXY_HOPS=1. If it hands connections on as they are, nothing is to be done.",
    );
  }
  return green(
    hops === 0
      ? `Asked from here, the portal sees ${clientAddress ?? "no address"}; no proxy’s word is taken.`
      : `Asked from here, the portal sees ${clientAddress ?? "no address"}; the word of ${hops === 1 ? "one proxy" : `${hops} proxies`} is taken, and an invented address is not.`,
  );
}

/** The portal itself speaks http at its own port: at another address somebody else listens. */
function hasProxy(portalUrl: string, port: number): boolean {
  const url = new URL(portalUrl);
  return url.protocol === "https:" || Number(url.port || 80) !== port;
}
