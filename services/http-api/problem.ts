import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { ChangedMeanwhileError, ServiceError, type ServiceErrorCode } from "@/services/errors";

const fieldErrorSchema = z.strictObject({
  field: z.string().meta({ description: "The input that is wrong, as a path: `recipients.0`." }),
  message: z.string(),
});
type FieldError = z.infer<typeof fieldErrorSchema>;

const changeMeanwhileSchema = z.strictObject({
  field: z.string(),
  from: z.unknown().meta({ description: "What it was; null: nothing was saved. Secrets are masked." }),
  to: z.unknown(),
  by: z.string(),
  at: z.iso.datetime(),
});

/** RFC 9457 problem details. `about:blank` means that the status says what kind of problem it is. */
export const problemSchema = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string().meta({ description: "The status in words." }),
    status: z.int(),
    detail: z.string().meta({ description: "What is wrong with this request, for a person." }),
    request_id: z.string().meta({ description: "Names the request in the portal's log." }),
    errors: z
      .array(fieldErrorSchema)
      .optional()
      .meta({ description: "With status 422: each input that did not validate." }),
    version: z.int().optional().meta({
      description:
        "With status 409 for a `version`, or 412 for an `If-Match`, that is outdated: the one there is now.",
    }),
    changes: z
      .array(changeMeanwhileSchema)
      .optional()
      .meta({ description: "With status 409 or 412 likewise: what was changed since." }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details" });
type Problem = z.infer<typeof problemSchema>;

/** A request that is answered with a problem. Its message is the problem's detail and names no internals. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  constructor(
    readonly status: number,
    detail: string,
    readonly more: {
      errors?: FieldError[];
      headers?: Record<string, string>;
      meanwhile?: Pick<Problem, "version" | "changes">;
    } = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }

  toJson(requestId: string): Problem {
    return {
      type: "about:blank",
      title: STATUS_CODES[this.status] ?? "Error",
      status: this.status,
      detail: this.message,
      request_id: requestId,
      ...(this.more.errors ? { errors: this.more.errors } : {}),
      ...this.more.meanwhile,
    };
  }
}

const statusOf: Record<ServiceErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
};

/** The problem that an error is to the caller. What no service threw on purpose is a 500 that tells nothing. */
export function problemFrom(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof ChangedMeanwhileError) return changedMeanwhileProblem(error, 409);
  if (error instanceof ServiceError) {
    const status = statusOf[error.code];
    const errors = status === 422 ? [{ field: snakeCase(error.field ?? ""), message: error.message }] : null;
    return new ApiProblem(status, error.message, errors ? { errors } : {}, { cause: error });
  }
  return new ApiProblem(
    500,
    "Something went wrong on the portal's side. Its log names the reason under this request's id.",
    {},
    { cause: error },
  );
}

/** Somebody saved since, and what. @param status 412 when the caller's condition was a header, 409 when it was a field */
export function changedMeanwhileProblem(error: ChangedMeanwhileError, status: 409 | 412): ApiProblem {
  const changes = error.changes.map(({ label: _, at, ...change }) => ({ ...change, at: at.toISOString() }));
  const meanwhile = { version: error.version, changes };
  return new ApiProblem(status, error.message, { meanwhile }, { cause: error });
}

/** A 422 that names each input that did not validate, as the caller wrote it. */
export function invalidInput(error: z.ZodError): ApiProblem {
  const errors = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ field: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({
      field: [...path, key.slice(0, 64)].join("."),
      message: "There is no such field.",
    }));
  });
  const [first] = errors;
  const where = first?.field ? `${first.field}: ` : "";
  return new ApiProblem(422, `${where}${first?.message ?? "The input does not validate."}`, { errors });
}

/** Services name fields as TypeScript does; callers of the API know them in snake_case. */
function snakeCase(field: string): string {
  return field.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
