import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "vitest";
import { operations } from "@/services/http-api/operations";
import { problemSchema } from "@/services/http-api/problem";

const folder = join(process.cwd(), "app/api/v1");

type Params = Record<string, string>;
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

/** Every route file of the API, with the path it serves as the contract writes it. */
export const routeFiles = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts"))
  .sort()
  .map((file) => ({
    file: relative(process.cwd(), join(folder, file)),
    path: `/api/v1/${file.replace(/\/?route\.ts$/, "")}`.replace(/\[(\w+)\]/g, "{$1}"),
  }));

/** `json` is null for an answer that is a file. */
type ApiAnswer = { status: number; headers: Headers; text: string; json: unknown };

/**
 * Sends a request to the route that its path leads to, without a server in between, and checks that what comes back is
 * what the contract promises: the documented fields and no others, or a problem document.
 */
export async function callApi(
  method: string,
  url: string,
  { key, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<ApiAnswer> {
  const { pathname } = new URL(url, "http://portal.test");
  const { handlers, path, params } = await findRoute(pathname);
  const handler = handlers[method];
  if (!handler) throw new Error(`${path} exports no ${method}`);
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const response = await handler(
    new Request(new URL(url, "http://portal.test"), {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: raw ? (body as BodyInit) : JSON.stringify(body), duplex: "half" }),
    }),
    { params: Promise.resolve(params) },
  );
  const text = await response.text();
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: text && /[/+]json\b/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : null,
  };
  if (method !== "HEAD") checkContract(method, path, answer);
  return answer;
}

async function findRoute(pathname: string) {
  for (const { file, path } of routeFiles) {
    const match = new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`).exec(pathname);
    if (match) return { path, handlers: await load(file), params: { ...match.groups } };
  }
  return { path: "/api/v1", handlers: await load("app/api/v1/[[...path]]/route.ts"), params: {} };
}

async function load(file: string): Promise<Partial<Record<string, Handler>>> {
  return import(join(process.cwd(), file));
}

function checkContract(method: string, path: string, answer: ApiAnswer) {
  expect(answer.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  if (answer.status >= 400) {
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(problemSchema.parse(answer.json).status).toBe(answer.status);
    return;
  }
  const operation = operations.find((known) => known.path === path && known.method === method);
  expect(answer.status).toBe(operation?.response.status);
  if (operation?.response.files) {
    const type = answer.headers.get("content-type")?.split(";")[0];
    return expect([type, "*/*"]).toEqual(
      expect.arrayContaining([expect.toBeOneOf([...operation.response.files])]),
    );
  }
  if (!operation?.response.schema) return expect(answer.json).toBeNull();
  // Strict: a field that is not documented fails.
  expect(operation.response.schema.parse(answer.json)).toEqual(answer.json);
}
