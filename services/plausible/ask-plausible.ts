import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { env } from "@/env";
import { checkLiteralAddress, guardedLookup } from "./guarded-lookup";
import { ownUserAgent } from "./plausible-event";

const timeoutMs = 10_000;
const longestAnswer = 100_000;

/**
 * Asks Plausible something that is no event. Redirects are not followed.
 * @throws {AddressRefusedError} for an address that is never spoken to; else the network's error
 */
export function askPlausible(
  settings: { base_url: string; allow_private_urls: boolean },
  method: "GET" | "POST",
  path: string,
  options: { key?: string; body?: unknown } = {},
): Promise<{ status: number; body: string }> {
  const url = new URL(`${settings.base_url}${path}`);
  const policy = { allowPrivate: settings.allow_private_urls };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    checkLiteralAddress(url, policy);
    const request = send(url, {
      method,
      headers: {
        Accept: "application/json",
        "User-Agent": ownUserAgent(env().PORTAL_URL),
        ...(options.key ? { Authorization: `Bearer ${options.key}` } : {}),
        ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      lookup: guardedLookup(policy),
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on("error", reject);
    request.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (body.length < longestAnswer) body += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}
