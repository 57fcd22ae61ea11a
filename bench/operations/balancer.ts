import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readHealth } from "../support/portal-process";
import { waitUntil } from "../support/wait-until";

const checkEveryMs = 50;

/**
 * A small HTTP load balancer, as one stands in front of several portals: it keeps connections to them, asks each for its
 * health, and gives requests in turns to those that are ready. It never repeats a request: what fails, fails its client.
 */
export async function startBalancer(ports: number[]) {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<number>();
  let turn = 0;

  const look = async (port: number) => {
    const health = await readHealth(port);
    // A portal whose database is slow for a moment is no worse than the others, which have the same.
    if (health && health.body.status !== "stopping") ready.add(port);
    else ready.delete(port);
  };
  let looking: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    looking ??= Promise.all(ports.map(look)).finally(() => {
      looking = null;
    });
  }, checkEveryMs);

  // Longer than any test: a client that takes an idle connection must not meet its end.
  const server = createServer({ keepAliveTimeout: 300_000 }, (incoming, answer) => {
    const port = [...ready][turn++ % ready.size];
    if (port === undefined) answer.writeHead(503).end();
    else passOn(port, incoming, answer);
  });

  function passOn(port: number, incoming: IncomingMessage, answer: ServerResponse) {
    const { method, url: path, headers } = incoming;
    const outgoing = request({ agent, host: "127.0.0.1", port, method, path, headers }, (response) => {
      // Whether a connection stays open is each connection's own affair.
      const { connection: _, "keep-alive": __, ...passed } = response.headers;
      answer.writeHead(response.statusCode ?? 502, passed);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.writeHead(502).end());
    incoming.pipe(outgoing);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    /** Waits until exactly these are given requests. */
    untilReady: (expected: number[]) =>
      waitUntil(`requests go to ${expected.join(" and ")}`, () =>
        ports.every((port) => ready.has(port) === expected.includes(port)),
      ),
    async close() {
      clearInterval(timer);
      await looking;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}
