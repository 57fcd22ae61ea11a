import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeProcessLock } from "./process-lock.mjs";

describe("a process lock", () => {
  it("is held by one at a time, and tells others what its holder says at that moment", async () => {
    const subject = randomUUID();
    const info: Record<string, unknown> = { pid: 1 };
    const lock = await takeProcessLock(subject, info);
    info.portalUrl = "http://localhost:3000";
    await expect(takeProcessLock(subject, {})).rejects.toMatchObject({
      name: "ProcessLockHeldError",
      holder: { pid: 1, portalUrl: "http://localhost:3000" },
    });
    await lock.release();
    await (await takeProcessLock(subject, {})).release();
  });

  it("ends with its process, however that ends", async () => {
    const subject = randomUUID();
    const module = `file://${join(import.meta.dirname, "process-lock.mjs")}`;
    const holder = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `const { takeProcessLock } = await import(${JSON.stringify(module)});
       await takeProcessLock(${JSON.stringify(subject)}, {});
       console.log("held");
       setInterval(() => {}, 1000);`,
    ]);
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    await expect(takeProcessLock(subject, {})).rejects.toThrow();
    const gone = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await gone;
    await (await takeProcessLock(subject, {})).release();
  });
});
