import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { env } from "@/env";
import { clientAddress } from "@/services/auth/client-address";
import { answerEcho, echoPath } from "@/services/doctor/portal-echo";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";
import { headersOf } from "@/services/email-tracking/requests/tracking-request";

/** The portal's tracking addresses, the answer to an unknown preferences link, and nothing else, behind the same steps as in `server.ts`. @returns its URL */
export async function startTrackingPortal() {
  const server = createServer(async (request, response) => {
    const { headers, method = "GET", url = "/" } = request;
    const forwardedFor = headers["x-forwarded-for"];
    const ip = clientAddress(request.socket.remoteAddress, forwardedFor, env().TRUSTED_PROXY_HOPS);
    if (url.startsWith(echoPath)) {
      const echo = await answerEcho(new URL(url, "http://portal").searchParams, {
        clientAddress: ip,
        // Next adds it where there is none.
        forwardedFor: String(forwardedFor ?? request.socket.remoteAddress),
        forwardedProto: null,
        host: headers.host ?? null,
      });
      response.writeHead(echo ? 200 : 404);
      return response.end(echo ? JSON.stringify(echo) : undefined);
    }
    if (url.startsWith("/email-preferences/")) {
      response.writeHead(404, { "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow" });
      return response.end();
    }
    const none = { secFetchSite: null, secPurpose: null, purpose: null, xMoz: null, dnt: null, secGpc: null };
    const answer = await handleTrackingRequest({
      ...{ method, url, ip },
      headers: { userAgent: headers["user-agent"] ?? null, referrer: null, ...none },
    });
    response.writeHead(answer?.status ?? 404, answer ? headersOf(answer) : undefined);
    response.end(answer?.body ?? undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
