import { isExecutable } from "../db/embedded/is-executable.mjs";
import { installSystemPackages } from "./system-packages.mjs";

// The tests read mail from a real IMAP server; they run it with a configuration of their own, on a free port.
const packages = {
  apt: [["dovecot-imapd"]],
  dnf: [["dovecot"]],
  brew: [["dovecot"]],
};

const programs = [
  "/usr/sbin/dovecot",
  "/usr/local/sbin/dovecot",
  "/opt/homebrew/sbin/dovecot",
  "/opt/homebrew/opt/dovecot/sbin/dovecot",
];

/** @returns {string | null} the IMAP server's program on this machine */
export function locateDovecot() {
  return programs.find(isExecutable) ?? null;
}

/**
 * Sees to it that there is an IMAP server program on this machine.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<string>} where it is
 * @throws {import("./system-packages.mjs").SystemPackageError}
 */
export async function ensureDovecot(options) {
  const there = locateDovecot();
  if (there) return there;
  await installSystemPackages("Dovecot", packages, options);
  const installed = locateDovecot();
  if (!installed) throw new Error(`Dovecot was installed, but is at none of: ${programs.join(", ")}`);
  return installed;
}
