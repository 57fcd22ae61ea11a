import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { locateMariadb } from "@/db/embedded/locate-mariadb.mjs";

/** Prints what a figure is worth without: the machine, the versions, and how busy it was already. */
export function printMachine() {
  const processors = cpus();
  const mariadb = locateMariadb();
  const version = mariadb
    ? execFileSync(mariadb.server, ["--no-defaults", "--version"], { encoding: "utf8" })
    : "";
  console.log(`  machine   ${processors.length} × ${processors[0]?.model.trim()}, ${gigabytes(totalmem())}`);
  console.log(`  system    ${type()} ${release()}, Node ${process.versions.node}`);
  console.log(`  database  ${/(\d+\.\d+\.\d+-MariaDB)/.exec(version)?.[1]}, every commit flushed to disk`);
  console.log(`  load      ${printedLoad()} before the start\n`);
}

/** How many processes wanted to run, on average over one minute. */
export function printedLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(0)} GiB`;
}
