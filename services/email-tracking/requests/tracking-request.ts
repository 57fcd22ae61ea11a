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
  body: Uint8Array | string | null;
};
