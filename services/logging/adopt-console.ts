import { format } from "node:util";
import { log } from "./log";
import { serializeError } from "./serialize-error";

/**
 * Turns what libraries and Next.js print into lines of the log: structured, with the request's id, and with nothing in
 * them that must not be there. `console.log` stays what it is: only our own start-up uses it, for a person at a terminal.
 */
export function adoptConsole() {
  console.error = (...said: unknown[]) => log().error(...lineOf(said));
  console.warn = (...said: unknown[]) => log().warn(...lineOf(said));
}

function lineOf(said: unknown[]): [object, string] {
  const error = said.find((part) => part instanceof Error);
  // An error printed whole would show everything that is attached to it.
  const words = said.map((part) => (part instanceof Error ? serializeError(part).message : part));
  return [error ? { err: error } : {}, format(...words)];
}
