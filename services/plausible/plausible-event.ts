import type { emailTrackingEvents } from "@/db/schema/email";
import { anonymiseIp } from "@/services/email-tracking/anonymise-ip";

type Row = Pick<
  typeof emailTrackingEvents.$inferSelect,
  "eventType" | "eventUrl" | "userAgent" | "ipAddress"
>;

export type PlausibleRequest = { headers: Record<string, string>; body: string };

/** Plausible takes at most 2,000 bytes of a property's value. */
const longestValue = 2000;

/**
 * An event as Plausible's Events API takes it (https://plausible.io/docs/events-api): the reader's own user agent, or
 * none, since Plausible drops what it takes for a robot; the shortened address; and nothing that names a person or a
 * mail. The destination of a click goes without its query and fragment.
 */
export function plausibleRequest(row: Row, siteDomain: string): PlausibleRequest {
  const ip = anonymiseIp(row.ipAddress, "truncated");
  const link = row.eventType === "click" && row.eventUrl ? linkProperty(row.eventUrl) : null;
  return {
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json, text/plain",
      ...(row.userAgent ? { "User-Agent": row.userAgent } : {}),
      // X-Plausible-IP wins over the headers that proxies on the way write; X-Forwarded-For is the documented one.
      ...(ip ? { "X-Plausible-IP": ip, "X-Forwarded-For": ip } : {}),
    },
    body: JSON.stringify({
      name: row.eventType === "open" ? "Email Open" : "Email Click",
      domain: siteDomain,
      url: `https://${siteDomain}/email/${row.eventType}`,
      ...(link ? { props: { link } } : {}),
    }),
  };
}

/** Scheme, host and path; the host alone when the path seems to name somebody or is too long. */
function linkProperty(destination: string): string | null {
  if (!URL.canParse(destination)) return null;
  const { origin, pathname } = new URL(destination);
  const namesSomebody = /@|%40/i.test(pathname);
  const link = `${origin}${pathname}`;
  return namesSomebody || Buffer.byteLength(link) > longestValue ? origin : link;
}
