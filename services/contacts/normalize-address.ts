import { domainToASCII } from "node:url";
import { z } from "zod";
import { InvalidInputError } from "@/services/errors";

/**
 * Addresses as people have them: before the @ all that RFC 5322 (3.2.3) allows without quotes, so `r&d@` too, and dots as
 * Japanese providers gave them out; then a domain in ASCII with a dot in it.
 */
export const addressPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|[Xx][Nn]--[A-Za-z0-9-]+)$/;
const addressSchema = z.email({ pattern: addressPattern }).max(320);

/**
 * An address as contacts are kept by: trimmed, in lower case, and with its domain as it is used for sending (RFC 5891).
 * Local parts could differ in case (RFC 5321, 2.4), but no provider of note lets them, and people write them either way.
 * @throws {InvalidInputError} when it is not one e-mail address.
 */
export function normalizeAddress(email: string, field?: string): string {
  const result = addressSchema.safeParse(withAsciiDomain(email.trim().toLowerCase()));
  if (!result.success) {
    throw new InvalidInputError(`“${email.slice(0, 100)}” is not an e-mail address.`, field);
  }
  return result.data;
}

/** What stands behind the @, or all of it, as a domain is kept. Of a domain that is none nothing is left. */
export function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  const domain = email.slice(at);
  return /^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) ? email.slice(0, at) + domainToASCII(domain) : email;
}
