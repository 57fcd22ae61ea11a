import { z } from "zod";
import { InvalidInputError } from "@/services/errors";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";

/** The query that every list understands. */
export const pageQuery = {
  limit: z.coerce
    .number("Give a whole number.")
    .int("Give a whole number.")
    .min(1, "Ask for at least 1.")
    .max(100, "Ask for at most 100.")
    .default(25)
    .meta({ description: "How many to list." }),
  cursor: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: "The `next_cursor` of the page before; left out: the first page." }),
};

export const pageQuerySchema = z.object(pageQuery);

/** What every list answers. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    data: z.array(item),
    next_cursor: z.string().nullable().meta({ description: "Ask for the next page with it; null: no more." }),
  });
}

/**
 * A page of a list that is short enough to be read whole.
 * @param keyOf what tells an item from all others; items are never removed from such a list.
 * @throws {InvalidInputError} when the cursor is not one of this list's.
 */
export function takePage<Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: z.output<typeof pageQuerySchema>,
): { page: Item[]; next_cursor: string | null } {
  let start = 0;
  if (cursor) {
    const [key] = decodeCursor(cursor, ["text"]);
    start = items.findIndex((item) => keyOf(item) === key) + 1;
    if (start === 0) {
      throw new InvalidInputError("The cursor is not one that this list gave out.", "cursor");
    }
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const next_cursor = last && start + limit < items.length ? encodeCursor([keyOf(last)]) : null;
  return { page, next_cursor };
}
