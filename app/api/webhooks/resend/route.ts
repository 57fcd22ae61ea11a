import { readLimited } from "@/services/http/read-limited";
import { log } from "@/services/logging/log";
import { takeResendWebhook } from "@/services/resend-webhooks/take-webhook";

const mostBytes = 1024 * 1024;

/** What Resend says later of mail that it took, and that mail came in. Anything but a 2xx is sent again by it. */
export async function POST(request: Request): Promise<Response> {
  const body = await readLimited(request, mostBytes);
  if (body === null) return answer(413, "An event has at most 1 MB.");
  const header = (name: string) =>
    request.headers.get(`svix-${name}`) ?? request.headers.get(`webhook-${name}`);
  try {
    const headers = { id: header("id"), timestamp: header("timestamp"), signature: header("signature") };
    const { status, message } = await takeResendWebhook(body.toString("utf8"), headers);
    return answer(status, message);
  } catch (error) {
    log().error({ err: error }, "an event of Resend's was not taken; it is sent again");
    return answer(500, "The event was not taken. Send it again.");
  }
}

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "Cache-Control": "no-store" } });
}
