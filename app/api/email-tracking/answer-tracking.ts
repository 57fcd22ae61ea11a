import { clientAddressHeader } from "@/services/auth/auth";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";

/** A door to the tracking service for hosts where requests reach Next.js first; server.ts has the other. */
export async function answerTracking(request: Request): Promise<Response> {
  const { headers, method } = request;
  const url = new URL(request.url);
  const answer = await handleTrackingRequest({
    method,
    url: url.pathname + url.search,
    ip: headers.get(clientAddressHeader),
    headers: {
      userAgent: headers.get("user-agent"),
      referrer: headers.get("referer"),
      secFetchSite: headers.get("sec-fetch-site"),
      secPurpose: headers.get("sec-purpose"),
      purpose: headers.get("purpose"),
      xMoz: headers.get("x-moz"),
      dnt: headers.get("dnt"),
      secGpc: headers.get("sec-gpc"),
    },
  });
  if (!answer) return new Response("Not found", { status: 404 });
  const body =
    typeof answer.body === "string" || answer.body === null ? answer.body : Buffer.from(answer.body);
  return new Response(body, { status: answer.status, headers: answer.headers });
}
