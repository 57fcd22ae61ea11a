import { pathId } from "@/app/path-id";
import { requireActor } from "@/services/auth/get-actor";
import { ServiceError } from "@/services/errors";
import { exportContactFor } from "@/services/privacy/export-contact-for";

type Context = { params: Promise<{ id: string }> };

/** Everything that is held about a contact, as a file for an admin. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  try {
    const actor = await requireActor(request.headers, "admin");
    const data = await exportContactFor(actor, pathId(id));
    return new Response(`${JSON.stringify(data, null, 2)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="contact-${data.contact.id}.json"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const status = { unauthenticated: 401, forbidden: 403, not_found: 404 }[String(error.code)] ?? 400;
    return new Response(error.message, { status, headers: { "cache-control": "no-store" } });
  }
}
