import { spawn } from "node:child_process";
import { projectRoot } from "./project-root.mjs";

/** A command that could not be run or that failed; the message ends with what it printed. */
export class CommandError extends Error {
  name = "CommandError";
  /**
   * @param {string} command
   * @param {string} outcome
   * @param {string} output
   */
  constructor(command, outcome, output) {
    super(`${command}\n${outcome}${output.trim() ? `:\n${output.trimEnd()}` : ""}`);
    this.output = output;
  }
}

/**
 * Runs a command in the checkout and collects what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, onLine?: (line: string) => void }} [options]
 * @returns {Promise<string>} standard output and standard error as they came
 * @throws {CommandError}
 */
export function runCommand(command, args, { env = process.env, signal, onLine } = {}) {
  const shown = [command, ...args].join(" ");
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let output = "";
    const child = spawn(command, args, { cwd: projectRoot, env, signal, stdio: ["ignore", "pipe", "pipe"] });
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk;
      const line = output.trimEnd().split("\n").at(-1);
      if (line) onLine?.(line.trim());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => {
      reject(
        error.name === "AbortError"
          ? error
          : new CommandError(shown, `could not be run (${error.message})`, output),
      );
    });
    child.once("close", (code, killedBy) => {
      if (code === 0) resolve(output);
      else
        reject(
          new CommandError(
            shown,
            killedBy ? `was ended by ${killedBy}` : `failed with exit code ${code}`,
            output,
          ),
        );
    });
  });
}
