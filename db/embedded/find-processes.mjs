import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * The running processes that were started with a certain argument: read from the processes themselves, so that no pid
 * file can be stale and no reused pid is mistaken for one.
 * @param {string} argument the whole argument, such as `--datadir=/srv/portal/.data/mariadb`
 * @returns {{ pid: number, args: string[] }[]}
 */
export function findProcesses(argument) {
  const all = existsSync("/proc/self/cmdline") ? processesOfProc() : processesOfPs(argument);
  return all.filter(({ args }) => args.includes(argument));
}

function processesOfProc() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: commandLine(name) }));
}

/** @param {string} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // Ended while we were looking.
  }
}

/**
 * macOS: `ps` joins the arguments with blanks, which a path may hold too, so the argument is cut out whole.
 * @param {string} argument
 */
function processesOfPs(argument) {
  const list = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8", maxBuffer: 2 ** 25 });
  return list
    .split("\n")
    .filter((line) => `${line} `.includes(` ${argument} `))
    .map((line) => ({
      pid: Number.parseInt(line, 10),
      args: [argument, ...line.replace(argument, "").trim().split(/\s+/).slice(1)],
    }));
}
