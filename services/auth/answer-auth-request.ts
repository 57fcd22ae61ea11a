import { readLimited } from "@/services/http/read-limited";
import { auth } from "./auth";

/** What our pages ask of better-auth. A user's name and password are changed by `own-account.ts`. */
const paths = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out"]);
/** An address and a password are a few hundred bytes. */
const mostBytes = 16 * 1024;

/**
 * Signs in and out. better-auth answers forty other paths as well, some of which change a user past our own rules; none of
 * them is to be had. And it reads a body whole before it knows who asks: it is given none that is too large.
 */
export async function answerAuthRequest(request: Request): Promise<Response> {
  const { url, method, headers } = request;
  if (!paths.has(new URL(url).pathname)) return refusal(404, "There is nothing at this path.");
  const body = await readLimited(request, mostBytes);
  if (body === null) return refusal(413, "An address and a password are shorter than this.");
  return auth().handler(new Request(url, { method, headers, body }));
}

function refusal(status: 404 | 413, message: string): Response {
  return Response.json({ message }, { status, headers: { "Cache-Control": "no-store" } });
}
