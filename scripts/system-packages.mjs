import { execFileSync } from "node:child_process";
import { runCommand } from "./run-command.mjs";

/**
 * @typedef {{ apt: string[][], dnf: string[][], brew: string[][] }} Packages for each package manager the sets of
 *   names to try, the first that works wins
 */

/** Whether this process has refreshed the package list: once is enough. */
let isPrepared = false;

/** Something that only a system package manager could have installed, and could not; the message says what to do. */
export class SystemPackageError extends Error {
  name = "SystemPackageError";
}

/**
 * Installs packages with the system's package manager: apt, dnf or Homebrew.
 * @param {string} what for the messages, such as "MariaDB"
 * @param {Packages} packages
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @throws {SystemPackageError}
 */
export async function installSystemPackages(what, packages, { signal, progress }) {
  const manager = packageManager();
  if (!manager)
    throw new SystemPackageError(
      `${what} is not installed, and there is no apt, dnf or brew to install it with.`,
    );
  const errors = [];
  const preparations = isPrepared ? [] : manager.prepare;
  for (const [command, ...args] of [...preparations, ...packages[manager.name].map(manager.install)]) {
    const preparing = manager.prepare.some((preparation) => preparation.includes(args.at(-1) ?? ""));
    progress([command, ...args].join(" "));
    try {
      const [program, ...rest] = withPrivilege(manager, [command, ...args]);
      await runCommand(program, rest, { signal, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
      if (!preparing) return;
      isPrepared = true;
    } catch (error) {
      signal?.throwIfAborted();
      // A package list that cannot be refreshed may still be good enough: the installation itself decides.
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  const byHand = manager.install(packages[manager.name][0] ?? []).join(" ");
  throw new SystemPackageError(
    `${what} is not installed, and installing it did not work. By hand: ${manager.asRoot ? "sudo " : ""}${byHand}\n\n${errors.join("\n\n")}`,
  );
}

/**
 * Whether apt knows this package and would install it without asking for a password.
 * @param {string} name
 */
export function canInstall(name) {
  const manager = packageManager();
  if (manager?.name !== "apt") return false;
  const [sudo, ...args] = withPrivilege(manager, ["true"]);
  return succeeds("apt-cache", ["show", name]) && succeeds(sudo, args);
}

function packageManager() {
  const aptOptions = ["-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends"];
  /** @type {{ name: keyof Packages, asRoot: boolean, prepare: string[][], install: (names: string[]) => string[] }[]} */
  const managers = [
    {
      name: "apt",
      asRoot: true,
      prepare: [["apt-get", "update"]],
      install: (names) => ["apt-get", "install", ...aptOptions, ...names],
    },
    { name: "dnf", asRoot: true, prepare: [], install: (names) => ["dnf", "install", "-y", ...names] },
    { name: "brew", asRoot: false, prepare: [], install: (names) => ["brew", "install", ...names] },
  ];
  return managers.find(({ name }) => isInstalled(name === "apt" ? "apt-get" : name));
}

/**
 * Without asking: nobody may be there to type a password.
 * @param {{ asRoot: boolean }} manager
 * @param {string[]} command
 */
function withPrivilege({ asRoot }, command) {
  return asRoot && process.getuid?.() !== 0
    ? ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", ...command]
    : command;
}

/** @param {string} program */
function isInstalled(program) {
  return succeeds(program, ["--version"]);
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function succeeds(program, args) {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false; // Not on this machine, or it says no.
  }
}
