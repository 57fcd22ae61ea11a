import { z } from "zod";

type ApiMethod = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * One call of the API for programs, as a contract: what validates a request, what an answer looks like, and the words
 * of its documentation. The handler stands in its route; who may call it stands in `access-rules.ts`.
 */
export type Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> = {
  /** Unique; generated clients name their methods by it. */
  id: string;
  method: ApiMethod;
  /** With parameters in braces, named like the folders of the route: `/api/v1/tickets/{id}`. */
  path: `/api/v1/${string}`;
  tag: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Files may be in the body, in Base64: it can be as large as the setting for attachments allows. */
  takesFiles?: true;
  /** `If-Match` with an entity tag of the thing makes the request conditional (RFC 9110, 13.1.1): else a 412. */
  takesIfMatch?: true;
  response: {
    status: 200 | 201 | 204;
    description: string;
    /** Left out: an answer without a body. */
    schema?: Result;
    /** The media types of an answer that is a file (`fileAnswer`) and no JSON. */
    files?: readonly string[];
    /** Where what was created can be read. */
    location?: (result: z.output<Result>) => string;
    /** The thing's entity tag, which `If-Match` takes back. */
    etag?: (result: z.output<Result>) => string;
  };
  /** What else can go wrong, beside what follows from the shape of the request: status → when. */
  problems?: Partial<Record<404 | 409 | 412 | 422, string>>;
};

/** The schema of an answer that is a file: the handler gives the whole response. */
export const fileAnswer = z.custom<Response>();

/** Keeps the schemas' types, so that a handler gets what they parse and must return what they promise. */
export function defineOperation<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Result extends z.ZodType = z.ZodVoid,
>(operation: Operation<Params, Query, Body, Result>): Operation<Params, Query, Body, Result> {
  return operation;
}
