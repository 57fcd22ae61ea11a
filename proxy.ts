import { type NextRequest, NextResponse } from "next/server";
import { answerPlainly } from "@/app/email-preferences/answer-plainly";
import { signedOutText } from "@/components/action-result";
import { env } from "@/env";
import { accessFor } from "@/services/auth/access-rules";
import { getActor, ownPasswordFirst } from "@/services/auth/get-actor";
import { contentSecurityPolicy } from "@/services/security/content-security-policy";

/**
 * Runs before every page and session API: who may not see it is answered here, with a real status, before anything of
 * it is rendered. The API for programs (`/api/v1`) authenticates keys in its own wrapper, by the same table.
 */
export async function proxy(request: NextRequest) {
  const { pathname, search } = request.nextUrl;
  const access = accessFor(pathname);
  const isApi = pathname.startsWith("/api/");
  if (access === "user" || access === "admin") {
    const actor = await getActor(request.headers);
    if (!actor && isAction(request)) return signedOut();
    if (!actor) return isApi ? refusal(401) : signIn(request, pathname + search);
    if (access === "admin" && actor.role !== "admin") return isApi ? refusal(403) : forbidden(request);
    if (actor.mustChangePassword && pathname !== "/account/password") {
      return isApi
        ? refusal(403, ownPasswordFirst)
        : NextResponse.redirect(new URL("/account/password", request.url));
    }
  }
  const plainly = await answerPlainly(request.method, request.nextUrl);
  if (plainly) return plainly;
  return isApi || bringsOwnPolicy.test(pathname) ? NextResponse.next() : page(request);
}

// A contact's mail in its frame, and files: a page's policy beside its own would keep the one from being framed.
const bringsOwnPolicy = /^\/tickets\/\d+\/(replies\/\d+\/body|attachments\/\d+)$/;

// Routes that take large bodies are not in it and ask for themselves who is there: Next keeps what passes a proxy in
// memory, and cuts it off after 10 MB.
export const config = {
  matcher: [
    "/((?!_next/static|_next/image|api/email-tracking|api/health|api/metrics|api/auth|api/v1/|api/attachments|api/inbound|api/webhooks|favicon.ico|icon|apple-icon).*)",
  ],
};

function refusal(
  status: 401 | 403,
  title = status === 401 ? "Sign in to continue." : "Your role does not allow this.",
) {
  return NextResponse.json(
    { type: "about:blank", title, status },
    {
      status,
      headers: { "content-type": "application/problem+json" },
    },
  );
}

function isAction({ method, headers }: NextRequest): boolean {
  return method === "POST" && headers.has("next-action");
}

/** To a page that is open and asks for an action: led to another page, it would lose what is written on it. */
function signedOut() {
  return new NextResponse(signedOutText, { status: 401, headers: { "content-type": "text/plain" } });
}

function signIn(request: NextRequest, next: string) {
  const url = new URL("/sign-in", request.url);
  if (next !== "/") url.searchParams.set("next", next);
  return NextResponse.redirect(url, 307);
}

/**
 * The page that says so, with a real 403. Next keeps the status of neither a rewrite nor, with the page rendered on the
 * server, of `forbidden()`: so the portal asks itself for the page and answers with the status that is meant.
 */
async function forbidden(request: NextRequest) {
  const { HOST, PORT } = env();
  const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
  const shown = await fetch(`http://${host}:${PORT}/forbidden`, {
    headers: { cookie: request.headers.get("cookie") ?? "" },
    cache: "no-store",
  });
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  const policy = shown.headers.get("content-security-policy");
  if (policy) headers.set("content-security-policy", policy);
  return new NextResponse(await shown.text(), { status: 403, headers });
}

/** A page with a fresh nonce: Next reads it from the request's policy and puts it on its own scripts. */
function page(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}
