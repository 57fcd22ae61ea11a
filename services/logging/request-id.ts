import { randomUUID } from "node:crypto";

// What proxies make: nginx 32 hexadecimal digits, others UUIDs or ULIDs. Nothing that could break a line or a header.
const saneId = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/**
 * The id of a request at the edge: the proxy's own, so that its log and ours name the same thing, or a new one.
 * @param given the header `X-Request-Id`; believed only with a trusted proxy in front, and only in a sane form
 * @param trustedHops how many proxies of ours stand in front
 */
export function requestIdFor(given: string | string[] | undefined, trustedHops: number): string {
  return trustedHops > 0 && typeof given === "string" && saneId.test(given) ? given : randomUUID();
}
