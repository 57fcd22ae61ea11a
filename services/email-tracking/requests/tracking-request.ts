/** What a door (server.ts, a route handler) knows of a request, as plain values. */
export type TrackingRequest = {
  method: string;
  /** Path and query, as they came. */
  url: string;
  headers: {
    userAgent: string | null;
    referrer: string | null;
    secFetchSite: string | null;
    secPurpose: string | null;
    purpose: string | null;
    xMoz: string | null;
    dnt: string | null;
    secGpc: string | null;
  };
  /** The client's address as the trusted proxies report it. */
  ip: string | null;
};

/** What a door sends back. To HEAD the body is null and the headers are GET's. */
export type TrackingAnswer = {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string | null;
};

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
      userAgent: header("user-agent"),
      referrer: header("referer"),
      secFetchSite: header("sec-fetch-site"),
      secPurpose: header("sec-purpose"),
      purpose: header("purpose"),
      xMoz: header("x-moz"),
      dnt: header("dnt"),
      secGpc: header("sec-gpc"),
    },
  };
}
