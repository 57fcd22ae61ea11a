import { clientAddressHeader } from "@/services/auth/auth";
import { answerEcho } from "@/services/doctor/portal-echo";

export const dynamic = "force-dynamic";

/** Where the doctor asks itself through PORTAL_URL what of a request arrives. To anybody else there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { headers, url } = request;
  const echo = await answerEcho(new URL(url).searchParams, {
    clientAddress: headers.get(clientAddressHeader),
    forwardedFor: headers.get("x-forwarded-for"),
    forwardedProto: headers.get("x-forwarded-proto"),
    host: headers.get("host"),
  });
  const noStore = { "Cache-Control": "no-store" };
  return echo
    ? Response.json(echo, { headers: noStore })
    : new Response("Not found", { status: 404, headers: noStore });
}
