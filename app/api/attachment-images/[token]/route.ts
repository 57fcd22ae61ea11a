import { serveAttachment } from "@/app/api/serve-attachment";
import { problemResponse } from "@/app/api/session-route";
import { attachmentOfLink } from "@/services/attachments/image-link";
import { openImage } from "@/services/attachments/open-attachment";
import { NotFoundError } from "@/services/errors";

type Context = { params: Promise<{ token: string }> };

/** An image of a message, by a signed link that is good for an hour or two: the frames of mails have no session. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  try {
    const id = attachmentOfLink((await params).token);
    if (id === null) throw new NotFoundError("This link is not valid any more. Load the ticket again.");
    return serveAttachment(await openImage(id), { cacheSeconds: 3600 });
  } catch (error) {
    return problemResponse(error);
  }
}
