import { z } from "zod";

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

export const emailAddress = z.email("Give an e-mail address, such as ana@example.com.").max(320);

const namedAddress = z.strictObject({ email: emailAddress, name: z.string().max(255).nullish() });

/** Somebody to write to: `"ana@example.com"` or `{"email": "ana@example.com", "name": "Ana"}`. */
export const address = z
  .union([emailAddress, namedAddress], "Give an e-mail address, or an object of email and name.")
  .transform((given) => (typeof given === "string" ? { email: given } : given));
