import { env } from "@/env";
import { openApiDocument } from "@/services/http-api/openapi-document";

// The address of the portal is known when it runs, not when it is built.
export const dynamic = "force-dynamic";

/** The description of the API for programs: OpenAPI 3.1, for everybody. */
export function GET() {
  return Response.json(openApiDocument(env().PORTAL_URL), {
    headers: { "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" },
  });
}
