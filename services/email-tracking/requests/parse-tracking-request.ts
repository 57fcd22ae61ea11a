import { pathAndQuery } from "@/services/http/path-and-query";
import { isTrackingId } from "../signing/create-tracking-id";

export type ClickTarget = {
  /** Null: not the form of a tracking id. */
  trackingId: string | null;
  /** The destination as the query says, decoded; null when there is none. */
  url: string | null;
  /** As it came. */
  query: string;
  /** The number of a link whose destination was too long for the query. */
  link: number | null;
  signature: string | null;
};

export type ParsedTrackingRequest =
  | { kind: "pixel"; trackingId: string | null }
  | { kind: "status"; trackingId: string | null; asked: string }
  | ({ kind: "click" } & ClickTarget)
  /** A path of tracking's that is none of these, such as a link that was mangled on its way. */
  | { kind: "unknown"; trackingId: null };

const prefix = "/api/email-tracking/";

/**
 * Reads a tracking URL.
 * @param url path and query as they came; absolute URLs (RFC 9112, 3.2.2) are read too.
 * @returns null when it is not a tracking path. Never throws, whatever came.
 */
export function parseTrackingRequest(url: string): ParsedTrackingRequest | null {
  const local = pathAndQuery(url);
  if (local === null) return null;
  const queryStart = local.search(/[?#]/);
  const path = queryStart < 0 ? local : local.slice(0, queryStart);
  if (!path.startsWith(prefix)) return null;
  const rest = path.slice(prefix.length);
  if (rest.startsWith("pixel/")) {
    return { kind: "pixel", trackingId: idOrNull(rest.slice("pixel/".length).replace(/\.gif$/i, "")) };
  }
  if (rest.startsWith("status/")) {
    const asked = rest.slice("status/".length);
    return { kind: "status", trackingId: idOrNull(asked), asked };
  }
  // It is the doctor's own, and lies here so that what stands in front treats it alike.
  if (rest === "doctor") return null;
  if (rest !== "click" && rest !== "click/") return { kind: "unknown", trackingId: null };
  return { kind: "click", ...parseClick(queryStart < 0 ? "" : local.slice(queryStart + 1)) };
}

/** The query as we write it, with the three values in their order: nearly every click. */
const asWritten = /^tid=([\w-]*)&url=([\w\-.~!*():/?@,=;$%]*)&sig=([\w-]*)$/;

function parseClick(withFragment: string): ClickTarget {
  const query = withFragment.split("#", 1)[0] ?? "";
  const [, tid, destination, sig] = asWritten.exec(query) ?? [];
  const url = destination === undefined ? null : decoded(destination);
  if (tid === undefined || sig === undefined || url === null) return parseAnyClick(query);
  return { trackingId: idOrNull(tid), url, query, link: null, signature: sig };
}

/** A value whose escapes are whole and UTF-8; null for any other, of which browsers and servers make different things. */
function decoded(value: string): string | null {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function parseAnyClick(query: string): ClickTarget {
  // URLSearchParams never throws: malformed percent-encoding stays as it is. Of repeated parameters the first counts.
  const parameters = new URLSearchParams(query);
  // Some gateways take the & of a query for HTML and write it as &amp;.
  const first = (name: string) => parameters.get(name) ?? parameters.get(`amp;${name}`);
  const url = first("url");
  const link = first("link");
  return {
    trackingId: idOrNull(first("tid") ?? ""),
    url,
    query,
    link: link !== null && /^[1-9]\d{0,5}$/.test(link) ? Number(link) : null,
    signature: first("sig"),
  };
}

/**
 * What else the destination may have been before a gateway mangled the query; to be compared, never followed. A gateway
 * that decodes the query once too often turns the destination's own `&` and `#` into ours: then everything between `url=`
 * and the signature is the destination.
 */
export function otherReadings(query: string): string[] {
  const start = /(?:^|[&;])url=/.exec(query);
  if (!start) return [];
  const raw = query.slice(start.index + start[0].length);
  const withoutSignature = raw.replace(/&(?:amp;)?sig=[^&]*$/, "");
  return [raw, withoutSignature];
}

function idOrNull(value: string): string | null {
  return isTrackingId(value) ? value : null;
}
