/** The headers that say something about a visit, by their names in small letters. */
export const visitHeaders = {
  userAgent: "user-agent",
  referrer: "referer",
  secFetchSite: "sec-fetch-site",
  secPurpose: "sec-purpose",
  purpose: "purpose",
  xMoz: "x-moz",
  dnt: "dnt",
  secGpc: "sec-gpc",
} as const;

/** What a door (server.ts, a route handler) knows of a request, as plain values. */
export type TrackingRequest = {
  method: string;
  /** Path and query, as they came. */
  url: string;
  headers: Record<keyof typeof visitHeaders, string | null>;
  /** The client's address as the trusted proxies report it. */
  ip: string | null;
};

/**
 * What a door sends back. To HEAD the body is null and the headers are GET's. Where a redirect leads stands beside its
 * headers: those are the same object for all of a kind, so that a door may make them ready once.
 */
export type TrackingAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  location: string | null;
  body: Buffer | string | null;
};

/** All the headers of an answer. */
export function headersOf({ headers, location }: TrackingAnswer): Record<string, string> {
  return location === null ? headers : { ...headers, Location: location };
}

/**
 * A request as every door hands it on.
 * @param ip the client's address
 * @param header reads a header by its name in small letters
 */
export function toTrackingRequest(
  method: string,
  url: string,
  ip: string | null,
  header: (name: string) => string | null,
): TrackingRequest {
  return {
    method,
    url,
    ip,
    headers: {
      userAgent: header(visitHeaders.userAgent),
      referrer: header(visitHeaders.referrer),
      secFetchSite: header(visitHeaders.secFetchSite),
      secPurpose: header(visitHeaders.secPurpose),
      purpose: header(visitHeaders.purpose),
      xMoz: header(visitHeaders.xMoz),
      dnt: header(visitHeaders.dnt),
      secGpc: header(visitHeaders.secGpc),
    },
  };
}
