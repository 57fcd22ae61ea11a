import fs from "node:fs";
import { expect, vi } from "vitest";

/** A disk that takes its time: every sync waits for {@link release}, or fails, once. No disk does so when it is asked to. */
export function heldDisk() {
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const held = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const { fdatasync } = fs;
  const spy = vi.spyOn(fs, "fdatasync").mockImplementation((fd, callback) => {
    held.then(() => fdatasync(fd, callback), callback);
  });
  return {
    asked: (times: number) => vi.waitFor(() => expect(spy).toHaveBeenCalledTimes(times)),
    syncs: () => spy.mock.calls.length,
    release: () => settle?.resolve(),
    fail(error: Error) {
      spy.mockRestore();
      settle?.reject(error);
    },
  };
}
