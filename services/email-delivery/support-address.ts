import { env } from "@/env";

export type Sender = { name: string; email: string };

/** The support address of the environment: MAIL_FROM, or `support@` the portal's host. See also `mailFrom`. */
export function supportAddress(): Sender {
  return parseSender(env().MAIL_FROM ?? defaultAddress());
}

/** `Example Support <support@example.com>`, its name with or without quotation marks around it, or the bare address. */
export function parseSender(value: string): Sender {
  const [, name = "", email = value] = /^\s*([^<>]*?)\s*<([^<>]+)>\s*$/.exec(value) ?? [];
  return { name: unquoted(name).trim() || "Support", email: email.trim() };
}

/** A quoted string's content (RFC 5322, 3.2.4). */
function unquoted(name: string): string {
  const [, quoted] = /^"(.*)"$/.exec(name) ?? [];
  return quoted === undefined ? name : quoted.replace(/\\(.)/g, "$1");
}

/** Mail needs a domain with a dot to be accepted anywhere; `localhost` and bare IP addresses are none. */
function defaultAddress(): string {
  const { hostname } = new URL(env().PORTAL_URL);
  const usable = hostname.includes(".") && !/^[\d.]+$/.test(hostname) && !hostname.startsWith("[");
  return `support@${usable ? hostname : "myportal.example"}`;
}
