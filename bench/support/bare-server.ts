import { fork } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";

/** Headers that Node adds by itself. */
const nodesOwn = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

/**
 * Starts the named baseline: a bare `node:http` server that gives every request the very answer that the portal gives
 * to `path` (status, headers, body), and does nothing else.
 * @param file given, it has 300 bytes in it for each request before it answers: what durable answers cost at the least
 */
export async function startBareServer(portalPort: number, path: string, file?: string) {
  const answer = await readAnswer(portalPort, path);
  const child = fork(fileURLToPath(new URL("./bare-server-process.mjs", import.meta.url)), { execArgv: [] });
  child.send({ ...answer, file });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { port, pid: child.pid ?? 0, answer, stop: () => child.disconnect() };
}

async function readAnswer(port: number, path: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, resolve).once("error", reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const headers = Object.entries(response.headers).filter(([name]) => !nodesOwn.has(name));
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString("base64"),
  };
}
