import { Readable } from "node:stream";
import { sessionRoute } from "@/app/api/session-route";
import { pathId } from "@/app/path-id";
import { NotFoundError } from "@/services/errors";
import { openInboundEmail } from "@/services/inbound-email/open-inbound-email";

/**
 * A mail as it came in, to be saved. It is anybody's text: no browser is told to show it, and if one does, it has an
 * origin of its own and can load nothing.
 */
export const GET = sessionRoute<{ id: string }>(async (_request, _user, { id }) => {
  if (!/^\d{1,15}$/.test(id)) throw new NotFoundError("There is no such mail.");
  const { size, content } = await openInboundEmail(pathId(id));
  return new Response(Readable.toWeb(content) as ReadableStream, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Length": String(size),
      "Content-Disposition": `attachment; filename="mail-${pathId(id)}.eml"`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "private, no-store",
    },
  });
});
