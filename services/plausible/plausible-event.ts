import type { emailTrackingEvents } from "@/db/schema/email";
import { anonymiseIp } from "@/services/email-tracking/visits/anonymise-ip";
import { parseUrl } from "@/services/parse-url";

type Row = Pick<
  typeof emailTrackingEvents.$inferSelect,
  "eventType" | "eventUrl" | "userAgent" | "ipAddress" | "visitClass" | "client" | "device"
>;

/** What the settings say of how events are sent. */
export type EventOptions = { portalUrl: string; siteDomain: string; withLinkPath: boolean };
export type PlausibleRequest = { headers: Record<string, string>; body: string };

/** Plausible takes at most 2,000 bytes of a property's value. */
const longestValue = 2000;

/**
 * An event as Plausible's Events API takes it (https://plausible.io/docs/events-api). Nothing in it names a person or a
 * mail: properties say which host a link led to and what kind of program and device, the address is shortened. A
 * person's event carries their own user agent. A proxy's goes under MyPortal's name: Plausible drops the proxies' as
 * robots, and one made up for the reader would be a lie about devices.
 */
export function plausibleRequest(row: Row, options: EventOptions): PlausibleRequest {
  const ip = anonymiseIp(row.ipAddress, "truncated");
  const userAgent = row.visitClass === "proxy" ? ownUserAgent(options.portalUrl) : row.userAgent;
  const isOpen = row.eventType === "open";
  return {
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json, text/plain",
      ...(userAgent ? { "User-Agent": userAgent } : {}),
      // X-Plausible-IP wins over the headers that proxies on the way write; X-Forwarded-For is the documented one.
      ...(ip ? { "X-Plausible-IP": ip, "X-Forwarded-For": ip } : {}),
    },
    body: JSON.stringify({
      name: isOpen ? openGoal : clickGoal,
      domain: options.siteDomain,
      url: `https://${new URL(options.portalUrl).host}/email/${isOpen ? "opened" : "clicked"}`,
      // A mail that is opened says nothing of whether a visit of the site was more than one page.
      ...(isOpen ? { interactive: false } : {}),
      props: propsOf(row, options),
    }),
  };
}

/** The names under which goals must be set up in Plausible for the events to be seen there. */
export const openGoal = "email_open";
export const clickGoal = "email_click";
/** The properties that events carry, to be set up as custom properties. */
export const eventProperties = ["client", "device", "link_host", "link_path"] as const;

/** The name that MyPortal gives itself to other servers. */
export function ownUserAgent(portalUrl: string): string {
  return `MyPortal/1.0 (+${portalUrl})`;
}

function propsOf({ eventType, eventUrl, client, device }: Row, { withLinkPath }: EventOptions) {
  const link = eventType === "click" && eventUrl ? parseUrl(eventUrl) : null;
  const path = link && withLinkPath ? harmlessPath(link.pathname) : null;
  return {
    ...(client ? { client } : {}),
    ...(device ? { device } : {}),
    ...(link ? { link_host: link.host } : {}),
    ...(path ? { link_path: path } : {}),
  };
}

/** Nothing when it seems to hold an address, or something that is a secret rather than a name, or is too long. */
function harmlessPath(path: string): string | null {
  if (/@|%40/i.test(path) || /[\w-]{24,}/.test(path) || Buffer.byteLength(path) > longestValue) return null;
  return path;
}
