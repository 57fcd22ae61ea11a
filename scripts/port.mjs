import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const patienceMs = 3000;

/** The port that the portal should serve on is taken, or cannot be had. */
export class PortError extends Error {
  name = "PortError";
}

/**
 * Sees to it early that the portal's port can be listened on. A portal that is just stopping gets a moment to let go.
 * @param {Record<string, string>} configuration PORT 0 stands for any free one
 * @returns {Promise<number>}
 * @throws {PortError}
 */
export async function claimPort({ PORT = "3000", HOST = "127.0.0.1" }) {
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new PortError(`PORT: expected a port number, given: ${JSON.stringify(PORT)}`);
  }
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const outcome = await tryPort(port, HOST);
    if (typeof outcome === "number") return outcome;
    if (outcome.code === "EADDRINUSE" && Date.now() < deadline) continue;
    throw new PortError(
      outcome.code === "EADDRINUSE"
        ? `Port ${port} is used by another program. Stop that one, or choose another: PORT=${port + 1} npm start`
        : `Port ${port} on ${HOST} cannot be used: ${outcome.message}`,
    );
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number | NodeJS.ErrnoException>}
 */
function tryPort(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, host, () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });
}
