import { log } from "@/services/logging/log";
import { takeResendWebhook } from "@/services/resend-webhooks/take-webhook";

const mostBytes = 1024 * 1024;

/** What Resend says later of mail that it took, and that mail came in. Anything but a 2xx is sent again by it. */
export async function POST(request: Request): Promise<Response> {
  const payload = await readLimited(request);
  if (payload === null) return answer(413, "An event has at most 1 MB.");
  const header = (name: string) =>
    request.headers.get(`svix-${name}`) ?? request.headers.get(`webhook-${name}`);
  try {
    const headers = { id: header("id"), timestamp: header("timestamp"), signature: header("signature") };
    const { status, message } = await takeResendWebhook(payload, headers);
    return answer(status, message);
  } catch (error) {
    log().error({ err: error }, "an event of Resend's was not taken; it is sent again");
    return answer(500, "The event was not taken. Send it again.");
  }
}

/** The body's characters as they were signed; null when it is too large. */
async function readLimited(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length")) > mostBytes) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, length).toString("utf8");
}

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "Cache-Control": "no-store" } });
}
