import { InvalidInputError } from "@/services/errors";

type Part = string | number;

/** The place of a row in its order, as an opaque token: `limit` rows after it are the next page. */
export function encodeCursor(parts: Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** What a part must be: an id, a text, or a DATETIME(6) as `DATE_FORMAT(…, '%Y-%m-%d %H:%i:%s.%f')` writes it. */
type PartType = "id" | "text" | "time";

/**
 * Reads a cursor back. What passes is fit for the database: `1e999` is a number to JSON, and infinite; and MySQL, unlike
 * MariaDB, fails when it compares a time with a text that is none.
 * @throws {InvalidInputError} when it is not one of ours.
 */
export function decodeCursor(cursor: string, types: PartType[]): Part[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    parts = null;
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== types.length ||
    !types.every((type, index) => isOfType[type](parts[index]))
  ) {
    throw new InvalidInputError("The cursor is not one that this list gave out.", "cursor");
  }
  return parts;
}

const isOfType: Record<PartType, (part: unknown) => boolean> = {
  id: Number.isSafeInteger,
  text: (part) => typeof part === "string",
  time: (part) =>
    typeof part === "string" &&
    /^\d{4}(-\d\d){2} \d\d(:\d\d){2}\.\d{6}$/.test(part) &&
    !Number.isNaN(Date.parse(`${part.replace(" ", "T")}Z`)),
};
