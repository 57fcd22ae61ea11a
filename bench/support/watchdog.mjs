import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { findProcesses } from "../../db/embedded/find-processes.mjs";

/**
 * Outlives a benchmark that was killed before it could tidy up: ends the database and the portals of its folder, which
 * are told by their command lines (a noted process id might be another program's by then), and removes the folder.
 * Reads its standard input, which ends with the benchmark; `done` says that all is tidy already.
 */
const home = process.argv[2];
if (!home) throw new Error("usage: watchdog.mjs FOLDER");
for await (const line of createInterface({ input: process.stdin })) if (line === "done") process.exit(0);
const ours = [`--datadir=${home}/mariadb`, `--data-dir=${home}/portal`];
for (const { pid } of ours.flatMap(findProcesses)) process.kill(pid, "SIGKILL");
rmSync(home, { recursive: true, force: true });
