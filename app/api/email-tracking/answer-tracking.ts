import { clientAddressHeader } from "@/services/auth/auth";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";
import { headersOf, toTrackingRequest } from "@/services/email-tracking/requests/tracking-request";

/** A door to the tracking service for hosts where requests reach Next.js first; server.ts has the other. */
async function answerTracking(request: Request): Promise<Response> {
  const { headers, method } = request;
  const url = new URL(request.url);
  const answer = await handleTrackingRequest(
    toTrackingRequest(method, url.pathname + url.search, headers.get(clientAddressHeader), (name) =>
      headers.get(name),
    ),
  );
  if (!answer) return new Response("Not found", { status: 404 });
  const body =
    typeof answer.body === "string" || answer.body === null ? answer.body : Buffer.from(answer.body);
  return new Response(body, { status: answer.status, headers: headersOf(answer) });
}

// Each method that Next knows: it would run GET for HEAD, which must record nothing, and answer the others in its own way.
export {
  answerTracking as DELETE,
  answerTracking as GET,
  answerTracking as HEAD,
  answerTracking as OPTIONS,
  answerTracking as PATCH,
  answerTracking as POST,
  answerTracking as PUT,
};
