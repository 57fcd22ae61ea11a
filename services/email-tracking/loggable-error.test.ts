import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { loggableError } from "./loggable-error";

const refusal = (code: string, words: string) => Object.assign(new Error(words), { code });

it.each([
  [
    refusal("ER_DUP_ENTRY", "Duplicate entry 'Ada O'Hara-1' for key 'tags_name'"),
    { code: "ER_DUP_ENTRY", reason: "Duplicate entry for key 'tags_name'" },
  ],
  [
    refusal(
      "ER_TRUNCATED_WRONG_VALUE",
      "Incorrect datetime value: 'Ada O'Hara' for column `p`.`t`.`at` at row 2",
    ),
    { code: "ER_TRUNCATED_WRONG_VALUE", reason: "Incorrect datetime value for column `p`.`t`.`at` at row 2" },
  ],
  [
    new DrizzleQueryError(
      "SELECT ?",
      ["Ada"],
      refusal("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:3306"),
    ),
    { code: "ECONNREFUSED", reason: "connect ECONNREFUSED 127.0.0.1:3306" },
  ],
])("of a database's error the code and its words are kept, and no value: %s", (error, kept) => {
  expect(loggableError(error)).toEqual(kept);
});
