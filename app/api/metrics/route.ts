import { checkMetricsToken, scrape } from "@/services/metrics/scrape";

export const dynamic = "force-dynamic";

const noStore = { "cache-control": "no-store" };

/** What Prometheus scrapes. Without METRICS_TOKEN there is nothing here. */
export async function GET(request: Request) {
  const token = checkMetricsToken(request.headers.get("authorization"));
  if (token === "unset") return new Response("Not found\n", { status: 404, headers: noStore });
  if (token === "invalid") {
    return new Response("Send METRICS_TOKEN, as the header Authorization: Bearer TOKEN.\n", {
      status: 401,
      headers: { ...noStore, "www-authenticate": 'Bearer realm="MyPortal metrics"' },
    });
  }
  const { contentType, text } = await scrape();
  return new Response(text, { headers: { ...noStore, "content-type": contentType } });
}
