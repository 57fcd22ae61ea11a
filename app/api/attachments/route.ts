import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { sessionRoute } from "@/app/api/session-route";
import { ownUploads } from "@/services/attachments/own-uploads";
import { uploadAttachment } from "@/services/attachments/upload-attachment";
import { InvalidInputError } from "@/services/errors";

const mostIds = 100;
const noStore = { headers: { "Cache-Control": "no-store" } };
/** What our composer makes: long and random, so that no other mail has the same. */
const contentIdForm = /^[\w.-]{16,100}@[\w.-]{1,100}$/;

/** Which of the uploads `?ids=1,2` still wait to be sent: what a kept draft asks for. */
export const GET = sessionRoute(async (request, user) => {
  const ids = (new URL(request.url).searchParams.get("ids") ?? "")
    .split(",")
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
  return Response.json(await ownUploads(user.userId, ids.slice(0, mostIds)), noStore);
});

/**
 * Takes one file: its bytes are the body, `X-File-Name` its name (percent-encoded UTF-8), `X-Content-Id` what an image in
 * the text is called. A form of another site can set neither.
 */
export const POST = sessionRoute(async (request, user) => {
  const contentId = request.headers.get("x-content-id");
  if (contentId !== null && !contentIdForm.test(contentId)) {
    throw new InvalidInputError("This Content-ID is not one of ours.", "X-Content-Id");
  }
  const length = request.headers.get("content-length");
  const upload = await uploadAttachment(user.userId, {
    filename: fileName(request.headers.get("x-file-name")),
    contentType: request.headers.get("content-type") ?? "",
    contentId,
    content: request.body ? Readable.fromWeb(request.body as NodeReadableStream) : Readable.from([]),
    announcedSize: length === null ? null : Number(length),
  });
  return Response.json(upload, { status: 201, ...noStore });
});

function fileName(encoded: string | null): string {
  try {
    const name = decodeURIComponent(encoded ?? "");
    if (name) return name;
  } catch {
    // Not percent-encoded as it must be: told below.
  }
  throw new InvalidInputError("Name the file, percent-encoded, in the header X-File-Name.", "X-File-Name");
}
