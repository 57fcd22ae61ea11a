import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import util from "node:util";
import { projectRoot } from "./project-root.mjs";

const file = join(projectRoot, ".env");
/** What `npm start` generates when neither the environment nor .env has it. */
const generated = ["SECRET_KEY"];

/**
 * Writes .env from .env.example with fresh secrets when there is none. One that is there keeps every line; only a
 * secret that it leaves empty is filled in.
 * @returns {"written" | "completed" | "kept"}
 */
export function writeDotEnv() {
  const exists = existsSync(file);
  const before = readFileSync(exists ? file : join(projectRoot, ".env.example"), "utf8");
  const after = fillSecrets(before, exists ? process.env : {});
  if (exists && after === before) return "kept";
  // Complete or not at all, and for its owner's eyes only.
  writeFileSync(`${file}.new`, after, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return exists ? "completed" : "written";
}

/**
 * @param {string} text a .env file
 * @param {Record<string, string | undefined>} environment what is set there needs no value in the file
 */
export function fillSecrets(text, environment) {
  const set = util.parseEnv(text);
  let filled = text;
  for (const name of generated) {
    if (set[name]?.trim() || environment[name]?.trim()) continue;
    const line = `${name}=${randomBytes(32).toString("base64url")}`;
    const empty = new RegExp(`^[ \\t]*${name}[ \\t]*=.*$`, "m");
    if (empty.test(filled)) filled = filled.replace(empty, line);
    else filled = `${filled}${filled === "" || filled.endsWith("\n") ? "" : "\n"}${line}\n`;
  }
  return filled;
}

/**
 * What the portal is configured with: .env, and over it the environment. An empty string is an unset variable.
 * @returns {Record<string, string>}
 */
export function readConfiguration() {
  const fromFile = existsSync(file) ? util.parseEnv(readFileSync(file, "utf8")) : {};
  return mergeConfiguration(fromFile, process.env);
}

/**
 * @param {Record<string, string | undefined>} fromFile
 * @param {Record<string, string | undefined>} environment
 * @returns {Record<string, string>}
 */
export function mergeConfiguration(fromFile, environment) {
  const set = [...Object.entries(fromFile), ...Object.entries(environment)].filter(([, value]) =>
    value?.trim(),
  );
  return Object.fromEntries(/** @type {[string, string][]} */ (set));
}
