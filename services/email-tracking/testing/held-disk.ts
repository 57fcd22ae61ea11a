import { type FileHandle, open } from "node:fs/promises";
import { expect, vi } from "vitest";

/** A disk that takes its time: every sync waits for {@link release}, or fails, once. No disk does so when it is asked to. */
export async function heldDisk() {
  const handle = await open(".", "r");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const held = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const { datasync } = prototype;
  const spy = vi.spyOn(prototype, "datasync").mockImplementation(async function (this: FileHandle) {
    await held;
    await datasync.call(this);
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
