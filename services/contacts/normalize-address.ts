import { z } from "zod";
import { InvalidInputError } from "@/services/errors";

const addressSchema = z.email().max(320);

/**
 * An address as contacts are kept by: trimmed and in lower case. Local parts could differ in case (RFC 5321, 2.4), but
 * no provider of note lets them, and people write them either way.
 * @throws {InvalidInputError} when it is not one e-mail address.
 */
export function normalizeAddress(email: string, field?: string): string {
  const result = addressSchema.safeParse(email.trim().toLowerCase());
  if (!result.success) {
    throw new InvalidInputError(`“${email.slice(0, 100)}” is not an e-mail address.`, field);
  }
  return result.data;
}
