import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));

// What packages that are CommonJS expect to have.
const commonJs = `
import { createRequire as createRequireOfBundle } from "node:module";
import { fileURLToPath as pathOfBundle } from "node:url";
const require = createRequireOfBundle(import.meta.url);
const __filename = pathOfBundle(import.meta.url);
const __dirname = __filename.slice(0, __filename.lastIndexOf("/"));
`;

/**
 * Bundles a program and all it imports into one file, so that a process of it is up in a fraction of a second.
 * @returns the file's path: below node_modules, where it finds what it imports
 */
export async function bundleProgram(entry: string, name: string): Promise<string> {
  const folder = join(root, "node_modules/.cache/myportal");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}-${process.pid}.mjs`);
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", target: "node20" },
    ...{ jsx: "automatic", alias: { "@": root }, minify: true, logLevel: "error" },
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: commonJs },
  });
  return outfile;
}
