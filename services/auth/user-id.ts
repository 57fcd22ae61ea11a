import { z } from "zod";

/**
 * What can be a user's id. The column is ASCII: the database refuses to compare it with anything else, and an empty text
 * is nobody's.
 */
export const userIdSchema = z.string().regex(/^[\x21-\x7e]{1,36}$/, "There is no such user.");
