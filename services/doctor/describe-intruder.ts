import type { PortalAnswer } from "./ask-portal";

/**
 * Who answered in the portal's place, as far as an answer tells, in words for an admin.
 * @param asked what for, such as `the pixel`
 */
export function describeIntruder({ status, headers }: PortalAnswer, asked: string): string {
  const by = typeof headers.server === "string" ? ` (server: ${headers.server.slice(0, 60)})` : "";
  if (status >= 300 && status < 400) {
    const to = headers.location ? ` to ${shorten(headers.location)}` : "";
    return `Asked for ${asked}, something in front answers with a redirect${to}${by}.`;
  }
  if (status === 401 || status === 403 || status === 407)
    return `Asked for ${asked}, something in front wants a sign-in first (${status})${by}.`;
  if (status === 502 || status === 503 || status === 504)
    return `Asked for ${asked}, a proxy says that it does not reach the portal (${status})${by}.`;
  if (status === 404) return `Asked for ${asked}, something answers that there is no such page (404)${by}.`;
  const type = headers["content-type"]?.split(";")[0] ?? "something without a type";
  return `Asked for ${asked}, something answers ${status} with ${type}${by}.`;
}

/** Without its query: it may carry a token. */
function shorten(location: string): string {
  return location.replace(/[?#].*$/s, "").slice(0, 200);
}
