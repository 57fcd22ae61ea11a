import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder of a benchmark's own, and what has to be stopped when it ends, the last started first. */
export type Stage = { home: string; onEnd(stop: () => Promise<unknown> | unknown): void };

/**
 * Opens a temporary folder. What is started for it is stopped and the folder removed by `close`, on Ctrl-C, and, by a
 * watchdog process, when this process is killed.
 */
export function openStage(): { stage: Stage; close(): Promise<void> } {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "myportal-bench-")));
  const watchdog = spawn(
    process.execPath,
    [fileURLToPath(new URL("./watchdog.mjs", import.meta.url)), home],
    {
      detached: true,
      stdio: ["pipe", "ignore", "inherit"],
    },
  );
  watchdog.unref();
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const signals = ["SIGINT", "SIGTERM"] as const;
  let closing: Promise<void> | null = null;
  const tidy = async () => {
    for (const name of signals) process.off(name, stopped);
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
    rmSync(home, { recursive: true, force: true });
    // It looks for what was being started at that moment and is in nobody's list yet.
    watchdog.stdin.end();
  };
  const close = () => {
    closing ??= tidy();
    return closing;
  };
  const stopped = () => {
    close().finally(() => process.exit(130));
  };
  for (const name of signals) process.on(name, stopped);
  return { stage: { home, onEnd: (stop) => stops.push(stop) }, close };
}

/** Runs the work on a stage that is closed afterwards, whatever happens. */
export async function withStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const { stage, close } = openStage();
  try {
    return await work(stage);
  } finally {
    await close();
  }
}
