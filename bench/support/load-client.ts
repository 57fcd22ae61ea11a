import { connect, type Socket } from "node:net";

/** What came back for one request; `body` is whole. */
export type Answer = { status: number; location: string | null; body: Buffer };

/** A recipient gives up sooner; without any limit a hung server would keep the load from ending. */
const patienceMs = 20_000;

/**
 * A small HTTP/1.1 client on keep-alive connections to `127.0.0.1:port`, one request at a time on each, as many as are
 * needed. Unlike Node's own it never repeats a request, and it tells for each whether it was answered: what the
 * recipient saw, and what must therefore be recorded.
 */
export function createLoadClient(port: number) {
  const idle: Socket[] = [];
  const open = new Set<Socket>();

  function connection(): Socket {
    for (let socket = idle.pop(); socket; socket = idle.pop()) if (!socket.destroyed) return socket;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // Every request listens for the end of its connection; an idle one may simply end.
    socket.on("error", () => socket.destroy());
    return socket;
  }

  return {
    /** @returns the answer, or null: refused, cut off, or none in 20 s. */
    ask(path: string, userAgent: string): Promise<Answer | null> {
      const socket = connection();
      return new Promise((resolve) => {
        let received: Buffer = Buffer.alloc(0);
        const finish = (answer: Answer | null, reusable: boolean) => {
          clearTimeout(timer);
          socket.off("data", take);
          socket.off("close", cutOff);
          if (reusable) idle.push(socket);
          else socket.destroy();
          resolve(answer);
        };
        const take = (chunk: Buffer) => {
          received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
          const parsed = parseAnswer(received);
          if (parsed) finish(parsed.answer, parsed.keepAlive);
        };
        const cutOff = () => finish(null, false);
        const timer = setTimeout(cutOff, patienceMs);
        socket.on("data", take);
        socket.once("close", cutOff);
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: ${userAgent}\r\n\r\n`);
      });
    },
    /** Ends all connections; what waits for an answer gets none. */
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

/** The answer, once all of it is there. Only bodies with a length: tracking answers are of that kind. */
function parseAnswer(bytes: Buffer): { answer: Answer; keepAlive: boolean } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  if (body.length < length) return null;
  const location = /\r\nlocation: *([^\r]*)/i.exec(head)?.[1] ?? null;
  return {
    answer: { status: Number(head.slice(9, 12)), location, body },
    keepAlive: !/\r\nconnection: *close/i.test(head),
  };
}
