import { serveAttachment } from "@/app/api/serve-attachment";
import { sessionRoute } from "@/app/api/session-route";
import { pathId } from "@/app/path-id";
import { openUpload } from "@/services/attachments/open-attachment";
import { deleteUpload } from "@/services/attachments/own-uploads";

type Params = { id: string };

const idOf = ({ id }: Params) => pathId(id);

/** A user's own upload, for the composer that shows it. */
export const GET = sessionRoute<Params>(async (_request, user, params) =>
  serveAttachment(await openUpload(user.userId, idOf(params)), { cacheSeconds: 3600 }),
);

/** Takes an upload back before it was sent. */
export const DELETE = sessionRoute<Params>(async (_request, user, params) => {
  await deleteUpload(user.userId, idOf(params));
  return new Response(null, { status: 204 });
});
