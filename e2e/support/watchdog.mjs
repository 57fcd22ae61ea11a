import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Outlives the runner: stops what the runner started when it was killed before it could do so itself. Reads lines from
 * its standard input, which ends with the runner: `pid <number>`, `folder <path>`, and `done` when all is stopped.
 */
const pids = [];
const folders = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(" ");
  if (word === "pid") pids.push(Number(rest[0]));
  if (word === "folder") folders.push(rest.join(" "));
  if (word === "done") process.exit(0);
}
for (const pid of pids.reverse()) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // Ended by itself.
  }
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
