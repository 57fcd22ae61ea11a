import { readFileSync } from "node:fs";
import { z } from "zod";

const manifestSchema = z.object({
  staticRoutes: z.array(z.object({ page: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});

/** The pattern of a path, such as `/tickets/[id]`; never the path itself. */
export type RoutePattern = (path: string) => string;

/**
 * Reads Next's own list of routes: names for requests that hold no id, and of which there are no more than there are
 * routes, whatever clients ask for.
 * @param manifestFile `.next/routes-manifest.json`; while it is not there (development) all requests have one name
 */
export function readRoutePatterns(manifestFile: string): RoutePattern {
  const manifest = readManifest(manifestFile);
  const fixed = new Set(manifest.staticRoutes.map(({ page }) => page));
  const patterns = manifest.dynamicRoutes.map(({ page, regex }) => ({ page, regex: new RegExp(regex) }));
  return (path) => {
    if (path.startsWith("/_next/")) return "/_next";
    const plain = path.length > 1 ? path.replace(/\/$/, "") : path;
    if (fixed.has(plain)) return plain;
    return patterns.find(({ regex }) => regex.test(plain))?.page ?? "other";
  };
}

function readManifest(file: string): z.infer<typeof manifestSchema> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { staticRoutes: [], dynamicRoutes: [] };
  }
  return manifestSchema.parse(JSON.parse(text));
}
