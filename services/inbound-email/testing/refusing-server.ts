import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * Stands before an IMAP server on this machine and lets all pass, but answers some commands itself, with NO, as a server
 * does that is out of order for a while, or whose store is damaged in one place (RFC 3501, 7.1.2).
 * @param refused how many of the first searches; whatever asks for the message with this UID
 */
export async function startRefusingServer(port: number, refused: { searches?: number; uid?: number }) {
  let left = refused.searches ?? 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, "127.0.0.1");
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => [client, behind].map((end) => end.destroy()));
    }
    behind.pipe(client);
    createInterface({ input: client, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      const [, tag, command, uid] = /^(\S+) UID (SEARCH|FETCH) (\d*)/i.exec(line) ?? [];
      const isRefused = command === "FETCH" ? Number(uid) === refused.uid : tag && left-- > 0;
      if (isRefused) client.write(`${tag} NO [SERVERBUG] Internal error occurred.\r\n`);
      else behind.write(`${line}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
