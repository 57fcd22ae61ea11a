import type { Server } from "node:net";

type Listening = Pick<Server, "listen" | "once" | "off" | "address">;

/**
 * Listens on loopback, on another free port when this one is taken.
 * @returns the port.
 */
export async function listenOnLoopback(server: Listening, port: number): Promise<number> {
  try {
    return await listen(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listen(server, 0);
  }
}

function listen(server: Listening, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      if (address && typeof address === "object") resolve(address.port);
      else reject(new Error("a listening server has no port"));
    });
  });
}
