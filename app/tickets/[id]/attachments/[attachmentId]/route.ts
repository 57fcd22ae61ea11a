import { serveAttachment } from "@/app/api/serve-attachment";
import { sessionRoute } from "@/app/api/session-route";
import { pathId } from "@/app/path-id";
import { openAttachment } from "@/services/attachments/open-attachment";
import { NotFoundError } from "@/services/errors";

type Params = { id: string; attachmentId: string };

/** A file of a ticket's message. `?download=1`: saved even when it is an image. */
export const GET = sessionRoute<Params>(async (request, _user, { id, attachmentId }) => {
  if (![id, attachmentId].every((part) => /^\d{1,15}$/.test(part)))
    throw new NotFoundError("There is no such file.");
  const file = await openAttachment(pathId(id), pathId(attachmentId));
  const download = new URL(request.url).searchParams.get("download") === "1";
  return serveAttachment(file, { download, cacheSeconds: 3600 });
});
