import type { ErrorResponse } from "resend";
import type { SendOutcome } from "./transport";

const quotaUsedUp = new Set(["daily_quota_exceeded", "monthly_quota_exceeded"]);
const refusesUs = new Set(["missing_api_key", "restricted_api_key", "invalid_api_key", "suspended_api_key"]);

/** What an error of Resend's means for the mail: resend.com/docs/api-reference/errors. */
export function resendOutcome(error: ErrorResponse, headers: Record<string, string> | null): SendOutcome {
  // The SDK's type lists the names it knew when it was made.
  const name: string = error.name;
  const status = error.statusCode;
  const detail = [name, error.message].filter(Boolean).join(": ").slice(0, 1000) || "an error without words";
  const retryAfterMs = milliseconds(headers?.["retry-after"] ?? headers?.["ratelimit-reset"]);
  if (quotaUsedUp.has(name)) {
    // When the limit a second is over says nothing about a day's.
    return { kind: "paused", pause: "quota", detail, retryAfterMs: milliseconds(headers?.["retry-after"]) };
  }
  if (refusesUs.has(name) || status === 401) return { kind: "paused", pause: "authentication", detail };
  if (name === "rate_limit_exceeded" || status === 429) return { kind: "temporary", detail, retryAfterMs };
  // An earlier attempt under this key had other bytes: that one is with them, and this one cannot ask what became of it.
  if (name === "invalid_idempotent_request") return { kind: "unknown", detail, settled: true };
  // Another attempt with our key is being worked on, the network failed, or they did: it may have gone out.
  if (name === "concurrent_idempotent_requests" || !isRefusal(error)) {
    return { kind: "unknown", detail, retryAfterMs };
  }
  return {
    kind: "permanent",
    detail,
    failure: isAboutAddress(error.message) ? "invalid_address" : "rejected",
  };
}

/**
 * Did Resend itself refuse the mail? What stands in between, such as a gateway or a firewall, answers in HTML, which the
 * SDK calls an `application_error`, or in JSON of its own, which it passes on without a `statusCode`; and whoever calls
 * the request too slow (408) has not read it.
 */
function isRefusal({ name, statusCode }: ErrorResponse): boolean {
  return (
    Number.isInteger(statusCode) &&
    Number(statusCode) < 500 &&
    statusCode !== 408 &&
    name !== "application_error"
  );
}

function isAboutAddress(message: string): boolean {
  return /^Invalid `(?:to|cc|bcc)` field/.test(message);
}

function milliseconds(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
