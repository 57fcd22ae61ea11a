import { createHash } from "node:crypto";
import { unlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another living process holds the lock; `holder` is what it said about itself, or null when it did not answer. */
export class ProcessLockHeldError extends Error {
  name = "ProcessLockHeldError";
  /** @param {Record<string, unknown> | null} holder */
  constructor(holder) {
    super("another process holds the lock");
    this.holder = holder;
  }
}

/**
 * Takes a lock that cannot outlive its process, whatever kills it: a listening socket. On Linux its name is in the
 * abstract name space, so that nothing is left behind; elsewhere it is a file whose listener may be gone.
 * @param {string} subject what is locked, such as a directory's real path
 * @param {Record<string, unknown>} info what others are told about the holder; may be changed while the lock is held
 * @returns {Promise<{ release(): Promise<void> }>}
 * @throws {ProcessLockHeldError}
 */
export async function takeProcessLock(subject, info) {
  const address = lockAddress(subject);
  for (let attempt = 0; ; attempt++) {
    const server = await listen(address, info);
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    const holder = await askHolder(address);
    // Nobody answers although the name is taken: a dead process's socket file, or a holder that just let go.
    if (holder !== "nobody" || attempt === 3)
      throw new ProcessLockHeldError(holder === "nobody" ? null : holder);
    if (process.platform !== "linux") removeStaleSocket(address);
  }
}

/** @param {string} subject */
function lockAddress(subject) {
  const name = `myportal-${createHash("sha256").update(subject).digest("hex").slice(0, 24)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/**
 * @param {string} address
 * @param {Record<string, unknown>} info
 * @returns {Promise<import("node:net").Server | null>} null when the name is taken
 */
function listen(address, info) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.end(JSON.stringify(info));
    });
    server.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      // The lock must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

/**
 * @param {string} address
 * @returns {Promise<Record<string, unknown> | null | "nobody">}
 */
function askHolder(address) {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(address);
    socket.setTimeout(2000, () => {
      socket.destroy();
      resolve(null);
    });
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => resolve("nobody"));
    socket.on("end", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        resolve(null); // It lives, and that is what counts; its words are only for the message.
      }
    });
  });
}

/** @param {string} path */
function removeStaleSocket(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}
