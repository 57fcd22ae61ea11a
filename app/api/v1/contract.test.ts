import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { operations } from "@/services/http-api/operations";
import { callApi, routeFiles } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase();

let admin: string;
beforeAll(async () => {
  admin = (await createTestKeys()).admin;
});

const served = routeFiles.filter(({ file }) => file !== "app/api/v1/[[...path]]/route.ts");

describe("routes and the API's contract", () => {
  it("every path of the contract has a route file, and every route file a path in the contract", () => {
    const documented = [...new Set(operations.map(({ path }) => path))].sort();
    expect(served.map(({ path }) => path).sort()).toEqual(documented);
  });

  it.each(served)("$file is registered under its own path", ({ file, path }) => {
    // The access table is asked by this text: a route that names another path would get the other one's rule.
    const registered = /= apiRoute\(\s*"([^"]+)",/.exec(readFileSync(file, "utf8"))?.[1];
    expect(registered).toBe(path);
  });

  it.each(served)(
    "$path answers the methods of the contract, and 405 with Allow to others",
    async ({ path }) => {
      const documented = operations
        .filter((operation) => operation.path === path)
        .map(({ method }) => method);
      const { status, headers } = await callApi("PUT", path.replace(/\{\w+\}/, "1"), { key: admin });
      expect(status).toBe(405);
      const allowed = headers.get("allow")?.split(", ") ?? [];
      expect(allowed.filter((method) => method !== "HEAD").sort()).toEqual([...documented].sort());
      expect(allowed.includes("HEAD")).toBe(allowed.includes("GET"));
    },
  );

  it("operation ids are unique, since clients are generated from them", () => {
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
