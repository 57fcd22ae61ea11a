import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * Stands before an IMAP server on this machine and lets all pass, but answers its first searches itself, with NO, as a
 * server does that is out of order for a while (RFC 3501, 7.1.2).
 * @param refused how many searches
 */
export async function startRefusingServer(port: number, refused: { searches: number }) {
  let left = refused.searches;
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
      const [, tag] = /^(\S+) UID SEARCH /i.exec(line) ?? [];
      if (tag && left-- > 0) client.write(`${tag} NO [SERVERBUG] Internal error occurred.\r\n`);
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
