import fs from "node:fs";
import { expect, vi } from "vitest";

/** What `fs.write` is called with. */
export type Write = [
  fd: number,
  bytes: Buffer,
  from: number,
  length: number,
  at: number,
  callback: (error: Error | null, count?: number) => void,
];

/**
 * A disk that takes what it is given and its time: every write waits for {@link release}, or fails, once. No disk does so
 * when it is asked to.
 */
export function heldDisk() {
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const held = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const { write } = fs;
  const spy = vi.spyOn(fs, "write").mockImplementation(((
    ...[fd, bytes, from, length, at, callback]: Write
  ) => {
    write(fd, bytes, from, length, at, (error, count) => {
      held.then(() => callback(error, count), callback);
    });
  }) as typeof fs.write);
  return {
    asked: (times: number) => vi.waitFor(() => expect(spy).toHaveBeenCalledTimes(times)),
    writes: () => spy.mock.calls.length,
    release: () => settle?.resolve(),
    fail(error: Error) {
      spy.mockRestore();
      settle?.reject(error);
    },
  };
}
