import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { fillSecrets, mergeConfiguration } from "./dot-env.mjs";

const root = join(import.meta.dirname, "..");
const example = readFileSync(join(root, ".env.example"), "utf8");

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

  it("has every variable of env.ts in its example, under a comment, and no other", () => {
    const names = [...readFileSync(join(root, "env.ts"), "utf8").matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map(
      ([, name]) => name,
    );
    const known = [...new Set(names)]; // PORTAL_URL's default stands in a place of its own
    expect(known.length).toBeGreaterThan(20);
    // npm start decides NODE_ENV: npm run dev is development, all else production.
    expect(Object.keys(parseEnv(example)).sort()).toEqual(known.filter((name) => name !== "NODE_ENV").sort());
    for (const block of example.split(/\n{2,}/)) expect(block).toMatch(/^#/);
  });
});

describe("the continuous integration's command", () => {
  it("can be run", () => {
    expect(statSync(join(root, ".ci/run")).mode & 0o111).not.toBe(0);
  });
});
