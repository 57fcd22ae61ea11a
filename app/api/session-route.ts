import { env } from "@/env";
import { ownPasswordFirst, requireActor, type SignedInUser } from "@/services/auth/get-actor";
import { ForbiddenError } from "@/services/errors";
import { problemFrom } from "@/services/http-api/problem";
import { log } from "@/services/logging/log";
import { requestIdOfCaller } from "@/services/logging/request-context";
import { parseUrl } from "@/services/parse-url";

type Handler<Params> = (request: Request, user: SignedInUser, params: Params) => Promise<Response>;

/**
 * A route for our own pages: who is signed in, and that it is one of our pages that asks, before anything else. What
 * fails on purpose is answered with a problem document whose detail is for the person.
 */
export function sessionRoute<Params = Record<string, never>>(handler: Handler<Params>) {
  return async (request: Request, context: { params: Promise<Params> }): Promise<Response> => {
    try {
      const user = await requireActor(request.headers);
      if (user.mustChangePassword) throw new ForbiddenError(ownPasswordFirst);
      if (!["GET", "HEAD"].includes(request.method)) requireOwnPage(request.headers);
      return await handler(request, user, await context.params);
    } catch (error) {
      return problemResponse(error);
    }
  };
}

/** The problem that an error is, as an answer; what nobody foresaw is logged and told to nobody. */
export function problemResponse(error: unknown): Response {
  const requestId = requestIdOfCaller();
  const problem = problemFrom(error);
  if (problem.status >= 500) log().error({ err: error, requestId }, "a request failed");
  return Response.json(problem.toJson(requestId), {
    status: problem.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...problem.more.headers,
    },
  });
}

/**
 * Browsers say where a request that changes something comes from: `Sec-Fetch-Site`, and `Origin` when they are old. A
 * program that is no browser says neither, and has nobody's cookie.
 */
function requireOwnPage(headers: Headers) {
  const site = headers.get("sec-fetch-site");
  if (site !== null) {
    if (site === "same-origin") return;
    throw new ForbiddenError("This can only be asked for from the portal's own pages.");
  }
  const origin = headers.get("origin");
  if (origin === null) return;
  const hosts = [headers.get("host"), new URL(env().PORTAL_URL).host];
  const asking = parseUrl(origin);
  if (asking && hosts.includes(asking.host)) return;
  throw new ForbiddenError("This can only be asked for from the portal's own pages.");
}
