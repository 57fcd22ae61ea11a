import type { z } from "zod";
import type { Actor } from "@/services/auth/actor";
import { readIfMatch } from "@/services/http-api/if-match";
import type { Operation } from "@/services/http-api/operation";
import { ApiProblem, invalidInput } from "@/services/http-api/problem";

type Caller = Extract<Actor, { kind: "api_key" }>;

/** A request before its parts are validated. */
export type RawCall = {
  requestId: string;
  actor: Caller;
  params: unknown;
  query: Record<string, string | string[]>;
  body: unknown;
  /** The header as it came. */
  ifMatch: string | null;
};

/** One call of the API with what answers it. */
export type ApiEndpoint = {
  operation: Operation;
  /**
   * Validates a request.
   * @returns what does the work and gives the body of the answer.
   * @throws {ApiProblem} 404 for a path that cannot exist, 422 for a query or body that does not validate, 400 for an
   * `If-Match` that is none.
   */
  accept(call: RawCall): () => Promise<unknown>;
};

/** Ties a handler to its contract: it gets what the schemas parse and must return what they promise. */
export function endpoint<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Result extends z.ZodType,
>(
  operation: Operation<Params, Query, Body, Result>,
  handle: (call: {
    actor: Caller;
    params: z.output<Params>;
    query: z.output<Query>;
    body: z.output<Body>;
    /** The entity tags one of which must be the thing's; null: any will do. Only where the contract takes them. */
    ifMatch: readonly string[] | null;
  }) => Promise<z.input<Result>>,
): ApiEndpoint {
  return {
    operation: operation as unknown as Operation,
    accept({ actor, ...raw }) {
      const params = operation.params?.safeParse(raw.params);
      if (params && !params.success) throw new ApiProblem(404, "There is nothing at this path.");
      const query = operation.query?.safeParse(raw.query);
      if (query && !query.success) throw invalidInput(query.error);
      const body = operation.body?.safeParse(raw.body);
      if (body && !body.success) throw invalidInput(body.error);
      const ifMatch = operation.takesIfMatch ? readIfMatch(raw.ifMatch) : null;
      // Without a schema the part is undefined, which is what ZodUndefined stands for in the types.
      return () =>
        handle({
          actor,
          params: params?.data as z.output<Params>,
          query: query?.data as z.output<Query>,
          body: body?.data as z.output<Body>,
          ifMatch,
        });
    },
  };
}
