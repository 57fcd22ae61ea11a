import fs from "node:fs";

/**
 * What every flush asks of the file system, by Node's callbacks: its promises for files are several promises and objects
 * a call, which at a thousand events a second is what the thread that answers collects garbage for. (Node's documentation
 * says so, too: "callback-based versions of the node:fs module APIs are preferable … when maximal performance … is
 * required".) All of them reject with the system's error.
 */

/** @param from where in `bytes` to begin @param at where in the file @returns how many bytes were written, at least one */
export function writeBytes(fd: number, bytes: Buffer, from: number, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(fd, bytes, from, bytes.length - from, at, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}

/** Resolves when the file's contents are on the disk, and of what is known about it all that reading them takes. */
export function syncData(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fdatasync(fd, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Whether there is something at this path. */
export function isThere(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    fs.access(path, (error) => {
      if (error === null) resolve(true);
      else if (error.code === "ENOENT") resolve(false);
      else reject(error);
    });
  });
}
