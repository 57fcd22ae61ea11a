import "./check-node-version.mjs";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { projectRoot } from "./project-root.mjs";
import { runCommand } from "./run-command.mjs";
import { step } from "./steps.mjs";

const bundles = {
  server: "server.ts",
  "commit-thread-program": "services/email-tracking/recording/commit-thread-program.ts",
  "run-migrations": "db/run-migrations.ts",
  "seed-demo": "db/seed/run-seed.ts",
  doctor: "services/doctor/doctor-program.ts",
  "rotate-keys": "services/integration-modules/rotate-keys-program.ts",
};
const record = join(projectRoot, "dist/build.json");
const buildId = join(projectRoot, ".next/BUILD_ID");

// What no build reads. Migrations are read when they are run, not when they are built.
const ignored = new Set([".git", ".next", ".data", ".ci", "node_modules", "dist", "docs", "e2e", "bench"]);
const ignoredPaths = new Set(["db/embedded", "db/testing", "db/migrations"]);
const ignoredFiles =
  /(\.test\.tsx?|\.md|\.tsbuildinfo|\.new)$|^(\.env.*|next-env\.d\.ts)$|^(vitest|playwright)\.config\.ts$/;
const rootFiles = /\.(ts|mjs|json)$/;
const folders = /^(app|components|db|emails|services|public)(\/|$)/;

/**
 * Builds the portal (Next's part into .next, the process around it into dist) unless what is there was built from
 * exactly these sources. The record of it is removed first and written last: an interrupted build is no build.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<boolean>} whether anything was built
 */
export async function buildIfStale({ signal, progress }) {
  const sources = hashSources();
  if (isBuilt(sources)) return false;
  rmSync(record, { force: true });
  progress("next build");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await runCommand(process.execPath, ["node_modules/next/dist/bin/next", "build"], { env, signal });
  progress("bundling the server");
  await bundle();
  dropSources(join(projectRoot, ".next/server"));
  writeFileSync(`${record}.new`, JSON.stringify({ sources, next: readFileSync(buildId, "utf8") }));
  renameSync(`${record}.new`, record);
  return true;
}

/** @param {string} sources */
function isBuilt(sources) {
  if (!existsSync(record) || !existsSync(buildId)) return false;
  const built = JSON.parse(readFileSync(record, "utf8"));
  return built.sources === sources && built.next === readFileSync(buildId, "utf8");
}

async function bundle() {
  // Imported late: the dependencies may have been installed a moment ago.
  const { build, stop } = await import("esbuild");
  mkdirSync(join(projectRoot, "dist"), { recursive: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: bundles,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    jsx: "automatic",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "silent",
  });
  await stop(); // Its service would otherwise stay as long as this process.
}

/**
 * Takes the sources themselves out of the source maps. A stack trace needs places and names only, and Node keeps every
 * map of what it has loaded in memory (`--enable-source-maps`): most of it were texts that nobody reads.
 * @param {string} folder
 */
function dropSources(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".map")) continue;
    const map = JSON.parse(readFileSync(join(folder, file), "utf8"));
    // An index map has its parts in sections (ECMA-426, 10.1).
    for (const part of [map, ...(map.sections ?? []).map((section) => section.map)])
      delete part.sourcesContent;
    writeFileSync(join(folder, file), JSON.stringify(map));
  }
}

/** One hash over the names and contents of everything that a build may read, and over what builds. */
function hashSources() {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  for (const file of sourceFiles(projectRoot)) {
    hash.update(`\0${relative(projectRoot, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @param {string} folder @returns {string[]} */
function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const shown = relative(projectRoot, path);
      if (ignored.has(shown) || ignoredPaths.has(shown) || ignoredFiles.test(entry.name)) return [];
      if (entry.isDirectory()) return folders.test(shown) ? sourceFiles(path) : [];
      return entry.isFile() && (folder !== projectRoot || rootFiles.test(entry.name)) ? [path] : [];
    });
}

if (import.meta.filename === realpathSync(process.argv[1] ?? "")) {
  try {
    await step("Build", async (progress, outcome) => {
      outcome((await buildIfStale({ progress })) ? "built" : "up to date");
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
