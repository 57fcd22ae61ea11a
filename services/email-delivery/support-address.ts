import { env } from "@/env";

export type Sender = { name: string; email: string };

/** The support address of the environment: MAIL_FROM, or `support@` the portal's host. See also `mailFrom`. */
export function supportAddress(): Sender {
  return parseSender(env().MAIL_FROM ?? defaultAddress());
}

/** `Example Support <support@example.com>` or the bare address. */
export function parseSender(value: string): Sender {
  const named = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(value);
  if (!named) return { name: "Support", email: value.trim() };
  return { name: named[1]?.trim() || "Support", email: (named[2] ?? "").trim() };
}

/** Mail needs a domain with a dot to be accepted anywhere; `localhost` and bare IP addresses are none. */
function defaultAddress(): string {
  const { hostname } = new URL(env().PORTAL_URL);
  const usable = hostname.includes(".") && !/^[\d.]+$/.test(hostname) && !hostname.startsWith("[");
  return `support@${usable ? hostname : "myportal.example"}`;
}
