import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second here (`getconf CLK_TCK`, the same on every machine that runs Node). */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, in seconds: its own and its system calls'. Linux only. */
export function processorSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The fields of proc(5) `stat` after the program's name, which may hold blanks. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
