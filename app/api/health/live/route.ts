export const dynamic = "force-dynamic";

/** Is the process alive? Nothing else is asked: a database that is away is no reason to restart the portal. */
export function GET() {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
