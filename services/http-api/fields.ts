import { z } from "zod";
import { addressPattern } from "@/services/contacts/normalize-address";

/** The kinds of value that several requests and answers have. */

/** A moment in UTC, such as `2026-11-24T09:50:00.000Z`. */
export const moment = z.iso.datetime();

/** A database id in a path: what is not one cannot be found, so that it is a 404 and no 422. */
export const idParam = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(Number)
  .pipe(z.int().positive())
  .meta({ type: "integer" });

export const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

export const emailAddress = z
  .email({ error: "Give an e-mail address, such as ana@example.com.", pattern: addressPattern })
  .max(320);

const namedAddress = z.strictObject({ email: emailAddress, name: z.string().max(255).nullish() });

/** Somebody to write to: `"ana@example.com"` or `{"email": "ana@example.com", "name": "Ana"}`. */
export const address = z
  .union([emailAddress, namedAddress], "Give an e-mail address, or an object of email and name.")
  .transform((given) => (typeof given === "string" ? { email: given } : given));

/**
 * A file in Base64 (RFC 4648, 4 and 5), with its padding or without. Node reads the text up to the first `=` and drops a
 * lone last digit: of files encoded in pieces it would keep the first piece.
 */
export const base64 = z
  .string()
  .refine(isBase64, "Encode the whole content in Base64, as one text.")
  .meta({ description: "Base64.", contentEncoding: "base64" });

/** No pattern with repeated groups: it would be matched against megabytes. */
function isBase64(content: string): boolean {
  if (/[^\w+/=\s-]/.test(content)) return false;
  const text = content.replace(/\s+/g, "");
  const padding = text.indexOf("=");
  if (padding === -1) return text.length % 4 !== 1;
  return padding % 4 !== 1 && /^==?$/.test(text.slice(padding));
}
