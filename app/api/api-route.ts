import { createHash } from "node:crypto";
import { authenticateApiKey } from "@/services/api-keys/authenticate-api-key";
import { attachmentLimit } from "@/services/attachments/attachment-limit";
import { accessFor } from "@/services/auth/access-rules";
import { ForbiddenError } from "@/services/errors";
import { ApiProblem, problemFrom } from "@/services/http-api/problem";
import { bodyLimitWithFiles, type JsonBody, readJsonBody } from "@/services/http-api/read-json-body";
import { type OnceAnswer, runOnce } from "@/services/idempotency/run-once";
import { log } from "@/services/logging/log";
import { requestIdOfCaller } from "@/services/logging/request-context";
import type { ApiEndpoint, RawCall } from "./api-endpoint";

type Context = { params: Promise<Record<string, string | string[] | undefined>> };
type RouteHandler = (request: Request, context: Context) => Promise<Response>;

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * The one way into the API for programs: authenticates the key, asks the access table for the role, validates, calls
 * the handler, and makes every failure a problem document. Exports all methods, so that the ones a path does not have
 * are answered here as well.
 * @param path as in the contract; the access table is asked by it and not by the URL, which can be written in many ways.
 */
export function apiRoute(
  path: string,
  ...endpoints: ApiEndpoint[]
): Record<(typeof methods)[number], RouteHandler> {
  const handler: RouteHandler = async (request, context) => {
    const requestId = requestIdOfCaller();
    try {
      return finish(
        request,
        requestId,
        await answer(request, requestId, await context.params, path, endpoints),
      );
    } catch (error) {
      return finish(request, requestId, refuse(error, requestId, path));
    }
  };
  return Object.fromEntries(methods.map((method) => [method, handler])) as ReturnType<typeof apiRoute>;
}

async function answer(
  request: Request,
  requestId: string,
  params: Awaited<Context["params"]>,
  path: string,
  endpoints: ApiEndpoint[],
): Promise<Response> {
  const actor = await authenticate(request, path);
  const endpoint = chooseEndpoint(request, endpoints);
  const { searchParams } = new URL(request.url);
  const body = endpoint.operation.body ? await readJsonBody(request, await bodyLimitOf(endpoint)) : null;
  const ifMatch = request.headers.get("if-match");
  const call = { requestId, actor, params, query: queryOf(searchParams), body: body?.value, ifMatch };
  const key = request.headers.get("idempotency-key");
  if (request.method !== "POST" || key === null) {
    return respond(endpoint, await endpoint.accept(call)());
  }
  return answerOnce(request, key, endpoint, call, body);
}

async function authenticate(request: Request, path: string): Promise<RawCall["actor"]> {
  const authorization = request.headers.get("authorization");
  const actor = await authenticateApiKey(authorization);
  if (!actor) {
    // RFC 6750, 3.1: the error is only named when there were credentials.
    const challenge = `Bearer realm="MyPortal"${authorization ? ', error="invalid_token"' : ""}`;
    const detail = authorization
      ? "This API key is not valid, or it was revoked."
      : "Send an API key, as the header Authorization: Bearer KEY.";
    throw new ApiProblem(401, detail, { headers: { "WWW-Authenticate": challenge } });
  }
  if (accessFor(path) === "admin-api-key" && actor.role !== "admin") {
    throw new ForbiddenError("This needs an API key with the admin role.");
  }
  return actor;
}

async function bodyLimitOf({ operation }: ApiEndpoint): Promise<number | undefined> {
  return operation.takesFiles ? bodyLimitWithFiles(await attachmentLimit()) : undefined;
}

function chooseEndpoint(request: Request, endpoints: ApiEndpoint[]): ApiEndpoint {
  if (endpoints.length === 0) throw new ApiProblem(404, "There is nothing at this path.");
  const method = request.method === "HEAD" ? "GET" : request.method;
  const endpoint = endpoints.find(({ operation }) => operation.method === method);
  if (endpoint) return endpoint;
  const allowed = endpoints.flatMap(({ operation }) =>
    operation.method === "GET" ? ["GET", "HEAD"] : [operation.method],
  );
  throw new ApiProblem(405, `This path understands ${allowed.join(", ")}.`, {
    headers: { Allow: allowed.join(", ") },
  });
}

function queryOf(searchParams: URLSearchParams): RawCall["query"] {
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.flatMap((name) => {
      // An empty value, as forms send it, says nothing.
      const values = searchParams.getAll(name).filter((value) => value !== "");
      return values.length ? [[name, values.length === 1 ? (values[0] ?? "") : values]] : [];
    }),
  );
}

/** Answers a repeated request with what the first one was answered. */
async function answerOnce(
  request: Request,
  key: string,
  endpoint: ApiEndpoint,
  call: RawCall,
  body: JsonBody | null,
): Promise<Response> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = "Give 1 to 255 visible ASCII characters, such as a UUID.";
    throw new ApiProblem(422, message, { errors: [{ field: "Idempotency-Key", message }] });
  }
  // What does not validate does nothing, so it does not use the key up either.
  const work = endpoint.accept(call);
  const { pathname, search } = new URL(request.url);
  const requestHash = createHash("sha256")
    .update(`${request.method} ${pathname}${search}\n`)
    .update(body?.bytes ?? "")
    .digest("hex");
  const once = { apiKeyId: call.actor.apiKeyId, key, requestHash };
  const kept = await runOnce(once, () => settle(endpoint, work, call.requestId));
  const response =
    kept.status < 400 ? respond(endpoint, JSON.parse(kept.body)) : problemResponse(kept.status, kept.body);
  if (kept.replayed) response.headers.set("Idempotency-Replayed", "true");
  return response;
}

/** The answer as it is kept for repetitions. What fails on purpose is one; anything else is thrown. */
async function settle(
  endpoint: ApiEndpoint,
  work: () => Promise<unknown>,
  requestId: string,
): Promise<OnceAnswer> {
  try {
    return { status: endpoint.operation.response.status, body: JSON.stringify(await work()) };
  } catch (error) {
    const problem = problemFrom(error);
    if (problem.status >= 500) throw error;
    return { status: problem.status, body: JSON.stringify(problem.toJson(requestId)) };
  }
}

function respond({ operation }: ApiEndpoint, result: unknown): Response {
  if (result instanceof Response) return result; // A file.
  const { status, schema, location, etag } = operation.response;
  if (!schema) return new Response(null, { status });
  const headers = new Headers({ "Content-Type": "application/json" });
  if (location) headers.set("Location", location(result));
  if (etag) headers.set("ETag", etag(result));
  return new Response(JSON.stringify(result), { status, headers });
}

function refuse(error: unknown, requestId: string, path: string): Response {
  const problem = problemFrom(error);
  if (problem.status >= 500) log().error({ err: error, requestId, path }, "an API request failed");
  const response = problemResponse(problem.status, JSON.stringify(problem.toJson(requestId)));
  for (const [name, value] of Object.entries(problem.more.headers ?? {})) response.headers.set(name, value);
  return response;
}

function problemResponse(status: number, body: string): Response {
  return new Response(body, { status, headers: { "Content-Type": "application/problem+json" } });
}

function finish(request: Request, requestId: string, response: Response): Response {
  response.headers.set("X-Request-Id", requestId);
  response.headers.set("Cache-Control", "no-store");
  if (request.method !== "HEAD") return response;
  void response.body?.cancel(); // A file that nobody reads would stay open.
  return new Response(null, { status: response.status, headers: response.headers });
}
