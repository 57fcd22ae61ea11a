import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder of a benchmark's own, and what has to be stopped when it ends, the last started first. */
export type Stage = { home: string; onEnd(stop: () => Promise<unknown> | unknown): void };

/**
 * Runs the work in a temporary folder and tidies up afterwards, whatever happens: on success, on an error, on Ctrl-C,
 * and, by a watchdog process, when this process is killed.
 */
export async function withStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "myportal-bench-")));
  const watchdog = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./watchdog.mjs")), home], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  watchdog.unref();
  const stops: (() => Promise<unknown> | unknown)[] = [];
  let tidying: Promise<void> | null = null;
  const tidy = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
    rmSync(home, { recursive: true, force: true });
    watchdog.stdin.end("done\n");
  };
  const tidyOnce = () => {
    tidying ??= tidy();
    return tidying;
  };
  const stopped = () => {
    tidyOnce().finally(() => process.exit(130));
  };
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, stopped);
  try {
    return await work({ home, onEnd: (stop) => stops.push(stop) });
  } finally {
    await tidyOnce();
    for (const name of ["SIGINT", "SIGTERM"]) process.off(name, stopped);
  }
}
