import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressPolicy } from "@/services/integration-modules/address-policy";
import { AddressRefusedError, checkLiteralAddress, guardedLookup } from "./guarded-lookup";
import type { PlausibleRequest } from "./plausible-event";

const timeoutMs = 10_000;

/**
 * What became of an event. `dropped`: Plausible took it and threw it away (a robot's user agent, an unknown site, a
 * shield), which a second try would not change. `retry`: it may work later.
 */
export type PlausibleOutcome = { status: "sent" | "dropped" | "failed" | "retry"; detail: string | null };

/** Posts one event. Redirects are not followed: they could lead where the address check has not looked. Never throws. */
export async function sendToPlausible(
  baseUrl: string,
  event: PlausibleRequest,
  policy: AddressPolicy,
): Promise<PlausibleOutcome> {
  try {
    const url = new URL(`${baseUrl}/api/event`);
    checkLiteralAddress(url, policy);
    return outcomeOf(await post(url, event, policy));
  } catch (error) {
    const status = error instanceof AddressRefusedError ? "failed" : "retry";
    return { status, detail: error instanceof Error ? error.message : String(error) };
  }
}

type Answer = { statusCode: number; dropped: string | undefined };

function post(url: URL, { headers, body }: PlausibleRequest, policy: AddressPolicy): Promise<Answer> {
  // node:http and not fetch: fetch names itself "node", which Plausible takes for a robot and drops.
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
        lookup: guardedLookup(policy),
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const dropped = response.headers["x-plausible-dropped"];
        // The answer's body says nothing that is used; it is read so that the connection ends.
        response.resume();
        response.on("end", () =>
          resolve({ statusCode: response.statusCode ?? 0, dropped: dropped?.toString() }),
        );
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function outcomeOf({ statusCode, dropped }: Answer): PlausibleOutcome {
  if (dropped !== undefined && dropped !== "0") {
    return {
      status: "dropped",
      detail: `Plausible dropped it (x-plausible-dropped: ${dropped.slice(0, 20)})`,
    };
  }
  if (statusCode >= 200 && statusCode < 300) return { status: "sent", detail: null };
  const mayWorkLater = statusCode === 408 || statusCode === 429 || statusCode >= 500;
  return { status: mayWorkLater ? "retry" : "failed", detail: `Plausible answered ${statusCode}` };
}
