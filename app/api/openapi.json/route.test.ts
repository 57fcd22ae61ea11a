import { describe, expect, it } from "vitest";
import { z } from "zod";
import { operations } from "@/services/http-api/operations";

Object.assign(process.env, {
  NODE_ENV: "test",
  DATABASE_URL: "mysql://nobody@127.0.0.1/none",
  SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
  PORTAL_URL: "https://support.example.com/",
});

const { GET } = await import("./route");
const response = GET();
const text = await response.text();

// OpenAPI 3.1.1, as far as the document uses it; strict, so that a misspelt or misplaced field fails.
const jsonSchema = z.union([z.record(z.string(), z.unknown()), z.boolean()]);
const reference = z.strictObject({ $ref: z.string().startsWith("#/components/") });
const content = z.partialRecord(
  z.enum(["application/json", "application/problem+json", "text/csv", "application/jsonl", "*/*"]),
  z.strictObject({ schema: jsonSchema }),
);
const header = z.union([reference, z.strictObject({ description: z.string(), schema: jsonSchema })]);
const operationSchema = z.strictObject({
  operationId: z.string().regex(/^[a-z]\w+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  description: z.string().min(1).optional(),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query", "header"]),
      required: z.boolean(),
      description: z.string().optional(),
      style: z.literal("form").optional(),
      explode: z.boolean().optional(),
      schema: jsonSchema,
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({
      description: z.string().min(1),
      headers: z.record(z.string(), header).optional(),
      content: content.optional(),
    }),
  ),
});
const documentSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    summary: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).length(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith("/api/v1/"),
    z.partialRecord(z.enum(["get", "post", "patch", "delete"]), operationSchema),
  ),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      apiKey: z.strictObject({
        type: z.literal("http"),
        scheme: z.literal("bearer"),
        description: z.string(),
      }),
    }),
    headers: z.record(z.string(), z.strictObject({ description: z.string(), schema: jsonSchema })),
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
});

const document = documentSchema.parse(JSON.parse(text));
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

/** A schema of the document by itself, with what it refers to. */
function standalone(schema: unknown) {
  const local = JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"));
  const $defs = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll("#/components/schemas/", "#/$defs/"),
  );
  return z.fromJSONSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", ...local, $defs });
}

describe("the OpenAPI document", () => {
  it("is served to everybody as JSON and names the portal's own address", () => {
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(document.servers).toEqual([{ url: "https://support.example.com" }]);
  });

  it("describes every call of the API and no other", () => {
    expect(described.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      operations.map(({ path, method }) => `${method} ${path}`).sort(),
    );
  });

  it("refers to nothing that is not there, and keeps nothing that nobody refers to", () => {
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ""));
    const { schemas, headers } = document.components;
    expect([...references].sort()).toEqual(
      [
        ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
        ...Object.keys(headers).map((name) => `#/components/headers/${name}`),
      ].sort(),
    );
  });

  it.each(described)("$method $path declares exactly the parameters of its path", ({ path, operation }) => {
    const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(new Set(operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size).toBe(
      operation.parameters.length,
    );
  });

  it.each(described)("$method $path says what can go wrong", ({ path, method, operation }) => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.filter((status) => status < "300")).toHaveLength(1);
    expect(statuses).toContain("401");
    if (/users|api-keys|audit-log|integration-modules/.test(path)) expect(statuses).toContain("403");
    if (path.includes("{")) expect(statuses).toContain("404");
    if (method === "post") {
      expect(statuses).toEqual(expect.arrayContaining(["400", "409", "413", "422"]));
      expect(operation.parameters.map(({ name }) => name)).toContain("Idempotency-Key");
    }
  });

  it.each(described)("$method $path has schemas that are valid JSON Schema", ({ operation }) => {
    const { requestBody, responses, parameters } = operation;
    const bodies = [requestBody, ...Object.values(responses)].flatMap((part) =>
      Object.values(part?.content ?? {}),
    );
    for (const { schema } of [...bodies, ...parameters]) expect(() => standalone(schema)).not.toThrow();
  });

  it("describes the condition under which a module is changed, and its entity tag", () => {
    const { get, patch } = document.paths["/api/v1/integration-modules/{slug}"] ?? {};
    const tag = { ETag: { $ref: "#/components/headers/ETag" } };
    expect(get?.responses["200"]?.headers).toMatchObject(tag);
    expect(patch?.responses["200"]?.headers).toMatchObject(tag);
    expect(patch?.parameters.filter((parameter) => parameter.in === "header")).toMatchObject([
      { name: "If-Match", required: false },
    ]);
    expect(Object.keys(patch?.responses ?? {})).toEqual(expect.arrayContaining(["400", "409", "412"]));
    expect(get?.parameters.map(({ name }) => name)).toEqual(["slug"]);
  });

  it("describes request bodies as they are validated", () => {
    const { post } = document.paths["/api/v1/tickets/{id}/replies"] ?? {};
    const schema = standalone(post?.requestBody?.content["application/json"]?.schema);
    const accepted = { html: "<p>x</p>", to: ["a@example.org", { email: "b@example.org", name: "B" }] };
    expect(schema.safeParse(accepted).success).toBe(true);
    for (const refused of [
      {},
      { html: 1 },
      { html: "x", to: [{ name: "B" }] },
      { html: "x", interal: true },
    ]) {
      expect(schema.safeParse(refused).success).toBe(false);
    }
  });
});
