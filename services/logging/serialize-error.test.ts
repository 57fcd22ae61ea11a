import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { serializeError } from "./serialize-error";

it("keeps kind, code, words and frames, and nothing that a library attached", () => {
  const refused = Object.assign(new Error("550 no"), { code: "EENVELOPE", recipients: ["ada@example.com"] });
  const { stack, ...kept } = serializeError(refused);
  expect(kept).toEqual({ type: "Error", message: "550 no", code: "EENVELOPE" });
  expect(stack[0]).toContain("serialize-error.test.ts");
});

it("tells neither a query's values nor the one that was there already", () => {
  const cause = Object.assign(new Error("Duplicate entry 'a-session-token' for key 'sessions_token'"), {
    ...{ code: "ER_DUP_ENTRY", sql: "INSERT INTO sessions VALUES ('a-session-token')" },
  });
  const error = new DrizzleQueryError("INSERT INTO sessions VALUES (?)", ["a-session-token"], cause);
  const line = JSON.stringify(serializeError(error));
  expect(line).not.toContain("a-session-token");
  expect(serializeError(error)).toMatchObject({ message: "a query failed", cause: { code: "ER_DUP_ENTRY" } });
});

it("ends with causes that go in a circle", () => {
  const error = new Error("one");
  error.cause = error;
  expect(JSON.stringify(serializeError(error))).toContain("one");
});
