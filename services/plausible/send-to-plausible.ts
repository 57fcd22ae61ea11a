import type { ForwardedReason } from "@/db/schema/workers";
import type { AddressPolicy } from "@/services/integration-modules/address-policy";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { askPlausible, type PlausibleAnswer } from "./ask-plausible";
import { AddressRefusedError } from "./guarded-lookup";
import type { PlausibleRequest } from "./plausible-event";

/**
 * What became of an event. `sent`: Plausible took it. `dropped`: it took it and threw it away (a robot's user agent, an
 * unknown site, a shield), which a second try would not change. `failed`: it refused it. `retry`: it may work later.
 */
export type PlausibleOutcome = {
  status: "sent" | "dropped" | "failed" | "retry";
  detail: string | null;
  /** Why it was not taken, where there is one reason. */
  reason?: ForwardedReason;
  /** How long Plausible asks to be left alone. */
  retryAfterMs?: number;
};

/**
 * Who asks to be left alone for longer is asked again after this: a maintenance page may well name a day or a year, and
 * events are only worth sending within hours.
 */
const longestWaitSeconds = 3600;

/** Posts one event. Never throws. */
export async function sendToPlausible(
  baseUrl: string,
  event: PlausibleRequest,
  policy: AddressPolicy,
): Promise<PlausibleOutcome> {
  try {
    return outcomeOf(
      await askPlausible(new URL(`${baseUrl}/api/event`), { method: "POST", ...event }, policy),
    );
  } catch (error) {
    if (error instanceof AddressRefusedError)
      return { status: "failed", detail: error.message, reason: "address_refused" };
    return { status: "retry", detail: explainNetworkError(error, new URL(baseUrl).host) };
  }
}

function outcomeOf({ status, headers, body }: PlausibleAnswer): PlausibleOutcome {
  const dropped = headers["x-plausible-dropped"]?.toString();
  // Whatever the status: it was thrown away.
  if (dropped !== undefined && dropped !== "0") {
    const count = dropped.slice(0, 20);
    return { status: "dropped", detail: `Plausible threw it away (x-plausible-dropped: ${count})` };
  }
  if (status >= 200 && status < 300) return { status: "sent", detail: null };
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Math.min(Number(headers["retry-after"]), longestWaitSeconds);
    const asked = seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
    return { status: "retry", detail: `Plausible answered ${status}`, ...asked };
  }
  return {
    ...{ status: "failed", reason: "refused" },
    detail: `Plausible answered ${status}${fieldErrors(body)}`,
  };
}

/** `{"errors":{"url":["is required"]}}` in words. */
function fieldErrors(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: Record<string, unknown> };
    const words = Object.entries(errors ?? {}).map(
      ([field, problems]) => `${field} ${[problems].flat().join(", ")}`,
    );
    return words.length > 0 ? `: ${words.join("; ")}`.slice(0, 400) : "";
  } catch {
    return "";
  }
}
