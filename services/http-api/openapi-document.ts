import { z } from "zod";
import { accessFor } from "@/services/auth/access-rules";
import type { Operation } from "./operation";
import { operations } from "./operations";
import { problemSchema } from "./problem";

type Json = Record<string, unknown>;

/**
 * The API's description (OpenAPI 3.1.1), made from the schemas that validate its requests and type its answers.
 * @param portalUrl where the API is served, without a slash at its end.
 */
export function openApiDocument(portalUrl: string) {
  const schemas: Json = {};
  const paths: Record<string, Record<string, Json>> = {};
  const problem = jsonSchema(problemSchema, "output", schemas);
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation, problem, schemas),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "MyPortal API",
      version: "1",
      summary: "Tickets, replies, emails and what became of them, for programs.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: portalUrl }],
    security: [{ apiKey: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key that an admin created. It has the role agent or admin.",
        },
      },
      headers: {
        RequestId: {
          description: "Names the request in the portal's log.",
          schema: { type: "string", format: "uuid" },
        },
        IdempotencyReplayed: {
          description: "`true`: the answer of an earlier request with the same idempotency key.",
          schema: { type: "string", enum: ["true"] },
        },
        ETag: {
          description:
            "Names this state of it. `If-Match` with it changes nothing that somebody saved since.",
          schema: { type: "string" },
        },
      },
      schemas,
    },
  };
}

function describeOperation(operation: Operation, problem: Json, schemas: Json): Json {
  const admin = accessFor(operation.path) === "admin-api-key";
  const { status, description, schema, files } = operation.response;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description || admin
      ? {
          description: [operation.description, admin ? "Needs the admin role." : null]
            .filter(Boolean)
            .join("\n\n"),
        }
      : {}),
    parameters: parametersOf(operation, schemas),
    ...(operation.body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchema(operation.body, "input", schemas) } },
          },
        }
      : {}),
    responses: {
      [status]: {
        description,
        headers: answerHeaders(operation),
        ...(files
          ? {
              content: Object.fromEntries(
                files.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
              ),
            }
          : {}),
        ...(schema && !files
          ? { content: { "application/json": { schema: jsonSchema(schema, "output", schemas) } } }
          : {}),
      },
      ...Object.fromEntries(
        Object.entries(problemsOf(operation, admin)).map(([code, when]) => [
          code,
          { description: when, content: { "application/problem+json": { schema: problem } } },
        ]),
      ),
    },
  };
}

function answerHeaders(operation: Operation): Json {
  return {
    "X-Request-Id": { $ref: "#/components/headers/RequestId" },
    ...(operation.method === "POST"
      ? { "Idempotency-Replayed": { $ref: "#/components/headers/IdempotencyReplayed" } }
      : {}),
    ...(operation.response.location
      ? { Location: { description: "Where it can be read.", schema: { type: "string" } } }
      : {}),
    ...(operation.response.etag ? { ETag: { $ref: "#/components/headers/ETag" } } : {}),
  };
}

function parametersOf(operation: Operation, schemas: Json): Json[] {
  const post = operation.method === "POST";
  return [
    ...inputsOf(operation.params, schemas).map(([name, schema]) => ({
      name,
      in: "path",
      required: true,
      schema,
    })),
    ...inputsOf(operation.query, schemas).map(([name, { description, ...schema }]) => ({
      name,
      in: "query",
      required: false,
      ...(description ? { description } : {}),
      ...(schema.type === "array" ? { style: "form", explode: false } : {}),
      schema,
    })),
    ...(post
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: false,
            description:
              "Makes it safe to send the request again: for 24 h, the same key with the same request gets the first " +
              "answer, and with another request a 422.",
            schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
          },
        ]
      : []),
    ...(operation.takesIfMatch
      ? [
          {
            name: "If-Match",
            in: "header",
            required: false,
            description:
              "The `ETag` of what you saw: a 412, and nothing is changed, if somebody saved since.",
            schema: { type: "string" },
          },
        ]
      : []),
  ];
}

/** What a handler gets of a query or path, since texts are coerced: a number is documented as one. */
function inputsOf(schema: z.ZodType | undefined, schemas: Json): [string, Json][] {
  if (!schema) return [];
  const { properties } = jsonSchema(schema, "output", schemas);
  return Object.entries((properties ?? {}) as Record<string, Json>);
}

function problemsOf(operation: Operation, admin: boolean): Partial<Record<number, string>> {
  const { body, query, params, method, problems } = operation;
  return {
    ...(body
      ? {
          400: operation.takesIfMatch
            ? "The body is not readable as JSON, or `If-Match` as entity tags."
            : "The body is not readable as JSON.",
        }
      : {}),
    401: "The API key is missing, not valid or revoked.",
    ...(admin ? { 403: "The API key has not the admin role." } : {}),
    ...(params ? { 404: "There is no such thing." } : {}),
    ...(method === "POST" ? { 409: "The first request with this idempotency key is still at work." } : {}),
    ...(body ? { 413: "The body is too large." } : {}),
    ...(body || query ? { 422: "Something does not validate; `errors` says what." } : {}),
    ...problems,
    500: "The portal failed.",
  };
}

/** A schema as JSON Schema 2020-12, which OpenAPI 3.1 uses. Named ones are moved to the document's components. */
function jsonSchema(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const converted = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    override({ jsonSchema }) {
      // A format says it; the expression behind it is a page long. And answers may grow fields.
      if (jsonSchema.format) delete jsonSchema.pattern;
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  const { $schema: _, $defs = {}, ...rest } = moveReferences(converted) as Json & { $defs?: Json };
  Object.assign(schemas, $defs);
  return rest;
}

function moveReferences(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(moveReferences);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      // Components have their name as their key.
      .filter(([key, value]) => !(key === "id" && typeof value === "string"))
      .map(([key, value]) =>
        key === "$ref" && typeof value === "string"
          ? [key, value.replace("#/$defs/", "#/components/schemas/")]
          : [key, moveReferences(value)],
      ),
  );
}
