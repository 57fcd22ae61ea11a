import { createHash } from "node:crypto";
import { pathId } from "@/app/path-id";
import { messageDocument, messageScript } from "@/components/ticket/message-document";
import { env } from "@/env";
import { attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { imageLink } from "@/services/attachments/image-link";
import { showInlineImages } from "@/services/attachments/show-inline-images";
import { requireActor } from "@/services/auth/get-actor";
import { NotFoundError, ServiceError } from "@/services/errors";
import { getMessageBody } from "@/services/tickets/get-message-body";

type Context = { params: Promise<{ id: string; replyId: string }> };

const scriptHash = createHash("sha256").update(messageScript).digest("base64");

function policy(withImages: boolean): string {
  return [
    "default-src 'none'",
    // Its own attachments, by signed links; the opaque origin sends no cookie along.
    `img-src data: 'self' ${new URL(env().PORTAL_URL).origin}${withImages ? " https: http:" : ""}`,
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${scriptHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    // An opaque origin even when somebody opens this address by itself.
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox",
  ].join("; ");
}

/** A contact's mail as a document of its own, for the sandboxed frame. `?images=1` lets it load remote images. */
export async function GET(request: Request, { params }: Context) {
  const { id, replyId } = await params;
  try {
    await requireActor(request.headers);
    const ids = [pathId(id), pathId(replyId)] as const;
    if (!ids.every((value) => Number.isSafeInteger(value) && value > 0))
      throw new NotFoundError("No such message.");
    const body = await getMessageBody(...ids);
    const files = (await attachmentsOfReply([ids[1]])).get(ids[1]) ?? [];
    const shown = (html: string) => showInlineImages(html, files, ({ id: fileId }) => imageLink(fileId));
    const quoted = body.quotedHtml === null ? null : shown(body.quotedHtml);
    return new Response(messageDocument(shown(body.html), quoted), {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy(new URL(request.url).searchParams.get("images") === "1"),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
      },
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const status = error.code === "not_found" ? 404 : 401;
    return new Response(error.message, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }
}
