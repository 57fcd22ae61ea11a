import { readLimited } from "@/services/http/read-limited";
import { ApiProblem } from "./problem";

/** Room for a mail of 2 MB of HTML with what JSON escapes in it. */
export const bodyLimitBytes = 2.5 * 1024 * 1024;

/** A limit that also leaves room for so many bytes of files in Base64. */
export const bodyLimitWithFiles = (fileBytes: number) => bodyLimitBytes + Math.ceil((fileBytes * 4) / 3);

export type JsonBody = { bytes: Uint8Array; value: unknown };

/**
 * Reads a request's JSON body, counting as it comes: what is too large is not read to its end, whatever it declares.
 * @throws {ApiProblem} 413 for more than so many bytes, 400 for what is not UTF-8 JSON of that media type,
 * or has half a character in it.
 */
export async function readJsonBody(request: Request, mostBytes = bodyLimitBytes): Promise<JsonBody> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    throw new ApiProblem(400, "Send the body as JSON, with the header Content-Type: application/json.");
  }
  const bytes = await readLimited(request, mostBytes);
  if (bytes === null) throw tooLarge(mostBytes);
  if (bytes.length === 0) throw new ApiProblem(400, "The request has no body. Send a JSON object.");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // In UTF-8 only an escape can stand for half a pair, and few bodies have one.
    return { bytes, value: JSON.parse(text, /\\ud/i.test(text) ? refuseHalfPairs : undefined) };
  } catch (cause) {
    if (cause instanceof ApiProblem) throw cause;
    throw new ApiProblem(400, "The body is not readable as JSON in UTF-8.", {}, { cause });
  }
}

/**
 * JSON can say half of a surrogate pair (RFC 8259, 8.2), as who cuts a text at a number of UTF-16 units makes it. It is no
 * character: the database keeps a question mark for it, and takes no JSON that has one.
 */
function refuseHalfPairs(key: string, value: unknown): unknown {
  if (isCutOff(key) || (typeof value === "string" && isCutOff(value))) {
    throw new ApiProblem(
      400,
      "A text in the body ends or begins with half a character (an unpaired surrogate).",
    );
  }
  return value;
}

const isCutOff = (text: string) => /\p{Surrogate}/u.test(text);

function tooLarge(mostBytes: number) {
  const mebibytes = Math.floor((mostBytes / 1024 / 1024) * 10) / 10;
  return new ApiProblem(413, `A request's body can have at most ${mebibytes} MiB.`);
}
