import fs from "node:fs";

/**
 * What every flush asks of the file system. It is one call, by Node's callbacks: each one more is a thread to wake up and
 * to wait for, which at a thousand events a second is most of what an event costs, and Node's promises for files are
 * several promises and objects a call. (Node's documentation says so, too: "callback-based versions of the node:fs module
 * APIs are preferable … when maximal performance … is required".)
 */

/** Linux has writes that return once the disk has their bytes (open(2), O_DSYNC); elsewhere a sync follows each. */
const syncsAsItWrites = process.platform === "linux";

/** What a file is to be opened with for {@link writeSynced}. */
export const synced = syncsAsItWrites ? fs.constants.O_DSYNC : 0;

/**
 * Resolves when the bytes are on the disk, and of what is known about the file all that reading them takes.
 * @param needed so many of the bytes must be written, from the first; the others may
 * @param at where in the file
 * @returns how many were written
 * @throws the system's error; then nobody knows what of them is on the disk.
 */
export function writeSynced(fd: number, bytes: Buffer, needed: number, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let written = 0;
    const writeOn = () => fs.write(fd, bytes, written, bytes.length - written, at + written, goOn);
    const goOn = (error: NodeJS.ErrnoException | null, count: number) => {
      if (error) return reject(error);
      written += count;
      if (written < needed) writeOn();
      else if (syncsAsItWrites) resolve(written);
      else fs.fdatasync(fd, (failure) => (failure ? reject(failure) : resolve(written)));
    };
    writeOn();
  });
}

/**
 * Whether there is something at this path. Asked in this thread: the name of a file that is open is in the kernel's
 * memory, and looking there takes a tenth of what handing it to another thread does.
 */
export function isThere(path: string): boolean {
  return fs.existsSync(path);
}
