import { InvalidInputError } from "@/services/errors";

type Part = string | number;

/** The place of a row in its order, as an opaque token: `limit` rows after it are the next page. */
export function encodeCursor(parts: Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * Reads a cursor back.
 * @param types what each part must be.
 * @throws {InvalidInputError} when it is not one of ours.
 */
export function decodeCursor(cursor: string, types: ("string" | "number")[]): Part[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    parts = null;
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== types.length ||
    !types.every((type, index) => typeof parts[index] === type)
  ) {
    throw new InvalidInputError("The cursor is not one that this list gave out.", "cursor");
  }
  return parts;
}
