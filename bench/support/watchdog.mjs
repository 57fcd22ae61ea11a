import { rmSync } from "node:fs";
import { findProcesses } from "../../db/embedded/find-processes.mjs";

/**
 * Outlives a benchmark, which may have been killed before it could tidy up: ends the database and the portals of its
 * folder, which are told by their command lines (a noted process id might be another program's by then), and removes
 * the folder. Waits for the end of its standard input, which is the benchmark's.
 */
const home = process.argv[2];
if (!home) throw new Error("usage: watchdog.mjs FOLDER");
for await (const _ of process.stdin);
const ours = [`--datadir=${home}/mariadb`, `--data-dir=${home}/portal`];
for (const { pid } of ours.flatMap(findProcesses)) process.kill(pid, "SIGKILL");
rmSync(home, { recursive: true, force: true });
