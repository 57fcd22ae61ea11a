import { ServiceError } from "@/services/errors";
import { ApiProblem, problemFrom } from "@/services/http-api/problem";
import { checkInboundKey } from "@/services/inbound-email/check-inbound-key";
import { mostInboundBytes, receiveEmail } from "@/services/inbound-email/receive-email";
import { log } from "@/services/logging/log";
import { requestIdOfCaller } from "@/services/logging/request-context";

export const dynamic = "force-dynamic";

const contentTypes = new Set(["message/rfc822", "message/global", "application/octet-stream"]);

/**
 * The door for mail servers (Postfix, Exim, any other): the body is one mail as it came. A 200 says that it is kept; the
 * same mail again is kept once. Anything but a 2xx means: try again, as the status says.
 */
export async function POST(request: Request) {
  const requestId = requestIdOfCaller();
  try {
    await authorise(request);
    return Response.json({ id: await receive(request) }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) log().error({ err: error, requestId }, "a mail could not be taken in");
    return new Response(JSON.stringify(problem.toJson(requestId)), {
      status: problem.status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-request-id": requestId,
        ...problem.more.headers,
      },
    });
  }
}

async function authorise(request: Request) {
  const key = await checkInboundKey(request.headers.get("authorization"));
  if (key === "unset") {
    const detail = "Set a key for incoming mail first: Integration Modules → Email, or INBOUND_EMAIL_KEY.";
    throw new ApiProblem(503, detail);
  }
  if (key === "invalid") {
    throw new ApiProblem(401, "Send the key for incoming mail, as the header Authorization: Bearer KEY.", {
      headers: { "www-authenticate": 'Bearer realm="MyPortal inbound email"' },
    });
  }
}

async function receive(request: Request): Promise<number> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!contentTypes.has(type)) {
    throw new ApiProblem(415, "Send the mail as it came, with Content-Type: message/rfc822.", {
      headers: { accept: "message/rfc822" },
    });
  }
  // Said before the first byte is read, where the sender announces it.
  if (Number(request.headers.get("content-length")) > mostInboundBytes) throw tooLarge();
  if (!request.body) throw new ApiProblem(400, "There is no mail in the body of the request.");
  const { searchParams } = new URL(request.url);
  const from = request.headers.get("x-envelope-from") ?? searchParams.get("envelope_from");
  const to = [request.headers.get("x-envelope-to") ?? "", ...searchParams.getAll("envelope_to")];
  const { inboundEmailId } = await receiveEmail({
    source: "http",
    sourceRef: null,
    envelopeFrom: from === null ? null : from.replace(/^\s*<|>\s*$/g, ""),
    envelopeTo: to.flatMap((list) => list.split(/[\s,]+/)).map((address) => address.replace(/^<|>$/g, "")),
    content: request.body,
  });
  return inboundEmailId;
}

/** The mail server keeps the mail and comes again: not its fault. */
function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (!(error instanceof ServiceError)) {
    const detail = "The portal cannot keep mail right now. Try again later.";
    return new ApiProblem(503, detail, { headers: { "retry-after": "60" } }, { cause: error });
  }
  if (error.code === "invalid") return new ApiProblem(400, error.message, {}, { cause: error });
  return problemFrom(error);
}

function tooLarge(): ApiProblem {
  return new ApiProblem(413, `A mail can have at most ${mostInboundBytes / 1024 / 1024} MB.`);
}
