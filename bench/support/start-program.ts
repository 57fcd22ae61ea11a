import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Starts one of the benchmarks' programs as a process of its own; it speaks by messages `{ type, … }`.
 * @param name its file below `bench/`, such as `delivery/sink`
 */
export async function startProgram(
  name: string,
  variables: Record<string, string>,
  argument: string[] = [],
  nodeFlags: string[] = [],
) {
  const child: ChildProcess = fork(fileURLToPath(new URL(`../${name}.ts`, import.meta.url)), argument, {
    execArgv: [...nodeFlags, "--import", "tsx"],
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...variables },
  });
  const messages: { type: string }[] = [];
  let arrived = () => {};
  child.on("message", (message: { type: string }) => {
    messages.push(message);
    arrived();
  });
  child.on("exit", () => arrived());

  async function next<Message>(type: string): Promise<Message> {
    for (;;) {
      const index = messages.findIndex((message) => message.type === type);
      if (index >= 0) return messages.splice(index, 1)[0] as Message;
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} before "${type}"`);
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  }

  return {
    next,
    /** Sends a word and waits for the answer. */
    ask<Message>(word: string, type: string): Promise<Message> {
      child.send(word);
      return next(type);
    },
    /** Waits until it has ended by itself. */
    async ended() {
      if (child.exitCode === null) await once(child, "exit");
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Runs a program to its end. @returns the message of that type, which it sends before */
export async function runProgram<Result>(
  type: string,
  ...program: Parameters<typeof startProgram>
): Promise<Result> {
  const child = await startProgram(...program);
  try {
    const result = await child.next<Result>(type);
    await child.ended();
    return result;
  } finally {
    await child.stop();
  }
}
