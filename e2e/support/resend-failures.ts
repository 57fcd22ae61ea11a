import type { ForcedAnswer } from "./resend-stand-in";

const problem = (
  status: number,
  name: string,
  message: string,
  headers?: Record<string, string>,
): ForcedAnswer => ({
  ...{ status, body: { statusCode: status, name, message } },
  ...(headers ? { headers } : {}),
});

/** Resend's documented errors (resend.com/docs/api-reference/errors), and what a network does. */
export const resendFailures = {
  rateLimit: problem(429, "rate_limit_exceeded", "Too many requests.", { "retry-after": "2" }),
  dailyQuota: problem(429, "daily_quota_exceeded", "You have reached your daily email sending quota."),
  monthlyQuota: problem(429, "monthly_quota_exceeded", "You have reached your monthly email sending quota."),
  concurrent: problem(409, "concurrent_idempotent_requests", "The original request is still in progress."),
  invalidAddress: problem(422, "validation_error", "Invalid `to` field."),
  unverifiedDomain: problem(403, "validation_error", "The example.com domain is not verified."),
  invalidKey: problem(403, "invalid_api_key", "API key is invalid"),
  serverError: problem(500, "internal_server_error", "An unexpected error occurred."),
  /** No JSON, as from a gateway in front of it. */
  badGateway: { status: 502, body: "<html>Bad gateway</html>" },
  /** Taken, and then the answer is a server error. */
  acceptedButError: { ...problem(500, "application_error", "Something went wrong."), accept: true },
  /** Taken, and the line drops before the answer. */
  acceptedButSilent: { status: 200, accept: true, hangUp: true },
  /** The line drops, and nothing was taken. */
  hangUp: { status: 200, hangUp: true },
} satisfies Record<string, ForcedAnswer>;

export type ResendFailure = keyof typeof resendFailures;
