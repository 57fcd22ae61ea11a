import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readRoutePatterns } from "./route-patterns";

const folder = mkdtempSync(join(tmpdir(), "myportal-routes-"));
const manifest = join(folder, "routes-manifest.json");
writeFileSync(
  manifest,
  JSON.stringify({
    staticRoutes: [{ page: "/" }, { page: "/tickets" }],
    dynamicRoutes: [{ page: "/tickets/[id]", regex: "^/tickets/([^/]+?)(?:/)?$" }],
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

it("names a request by its route and never by what it asked for", () => {
  const patternOf = readRoutePatterns(manifest);
  expect(
    ["/", "/tickets", "/tickets/", "/tickets/17", "/_next/static/a.js", "/wp-login.php", "//"].map(patternOf),
  ).toEqual(["/", "/tickets", "/tickets", "/tickets/[id]", "/_next", "other", "/"]);
});

it("has one name for all while nothing is built", () => {
  expect(readRoutePatterns(join(folder, "nowhere.json"))("/tickets")).toBe("other");
});
