import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { withModuleVariables } from "@/services/integration-modules/describe-module";
import type { ModuleDefinition } from "@/services/integration-modules/module-definition";
import { moduleDefinitions } from "@/services/integration-modules/module-definitions";
import { acmeModule } from "@/services/integration-modules/testing/acme-module";
import { fillSecrets, mergeConfiguration } from "./dot-env.mjs";

const root = join(import.meta.dirname, "..");
const example = readFileSync(join(root, ".env.example"), "utf8");

const parsedByEnvTs = [...readFileSync(join(root, "env.ts"), "utf8").matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map(
  ([, name = ""]) => name,
);

/** Every variable that is read, in order, but NODE_ENV: npm run dev is development, all else production. */
function variablesWith(modules: readonly ModuleDefinition[]): string[] {
  const ofModules = modules.flatMap(({ fields }) => fields.flatMap((field) => field.env ?? []));
  // PORTAL_URL's default stands in a place of its own.
  return [...new Set([...parsedByEnvTs, ...ofModules])].filter((name) => name !== "NODE_ENV").sort();
}

describe(".env", () => {
  it("gets a secret of its own each time, and is otherwise .env.example", () => {
    const [first, second] = [fillSecrets(example, {}), fillSecrets(example, {})];
    expect(parseEnv(first).SECRET_KEY).toMatch(/^[\w-]{43}$/);
    expect(first).not.toBe(second);
    expect(first.replace(/^SECRET_KEY=.*$/m, "SECRET_KEY=")).toBe(example);
  });

  it("keeps every line of one that is there", () => {
    const complete = "# mine\nSECRET_KEY=mine\nPORT=1";
    expect(fillSecrets(complete, {})).toBe(complete);
    expect(fillSecrets("# mine\nPORT=1", {})).toMatch(/^# mine\nPORT=1\nSECRET_KEY=[\w-]{43}\n$/);
    expect(fillSecrets("SECRET_KEY=\n", { SECRET_KEY: "from the environment" })).toBe("SECRET_KEY=\n");
  });

  it("yields to the environment, and an empty string is an unset variable in both", () => {
    expect(
      mergeConfiguration({ PORT: "1", HOST: "file", DATA_DIR: "" }, { PORT: "2", HOST: "", LOG_LEVEL: " " }),
    ).toEqual({ PORT: "2", HOST: "file" });
  });

  it("has every variable of env.ts and of the modules in its example, under a comment, and no other", () => {
    expect(parsedByEnvTs.length).toBeGreaterThan(20);
    expect(Object.keys(parseEnv(example)).sort()).toEqual(variablesWith(moduleDefinitions));
    for (const block of example.split(/\n{2,}/)) expect(block).toMatch(/^#/);
  });

  it("has those of a module that is added, which env.ts need not know", () => {
    const modules = [...moduleDefinitions, acmeModule as unknown as ModuleDefinition];
    const written = withModuleVariables(example, modules);
    expect(variablesWith(modules)).toContain("ACME_ROOM");
    expect(parsedByEnvTs).not.toContain("ACME_ROOM");
    expect(Object.keys(parseEnv(written)).sort()).toEqual(variablesWith(modules));
    expect(written).toContain(
      "# Acme Chat, Room: Where new tickets are posted. (default: `support`)\nACME_ROOM=\n",
    );
    for (const block of written.split(/\n{2,}/)) expect(block).toMatch(/^#/);
    // Written again it is the same, and what belongs to a module that is gone goes with it.
    expect(withModuleVariables(written, modules)).toBe(written);
    expect(withModuleVariables(written, moduleDefinitions)).toBe(example);
  });
});

describe("the continuous integration's command", () => {
  it("can be run", () => {
    expect(statSync(join(root, ".ci/run")).mode & 0o111).not.toBe(0);
  });
});
