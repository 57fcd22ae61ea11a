import { Server, type ServerOptions, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { clientAddress } from "@/services/auth/client-address";
import { isShuttingDown } from "@/services/health/shutdown";
import { log } from "@/services/logging/log";
import { handleTrackingRequest } from "./http";
import { type PlainRequest, readPlainRequest } from "./plain-request";
import { type TrackingAnswer, toTrackingRequest } from "./tracking-request";

/**
 * Node's HTTP server, but for the plain form of a tracking request (see {@link readPlainRequest}): that is read from the
 * connection's bytes and answered there. Node's parser and its objects for a request and a response would be most of
 * what such an answer costs. With the first bytes that are anything else the connection becomes Node's for good, and no
 * client that speaks HTTP can tell which of the two it talks to. Plain tracking requests raise no "request".
 */
export class TrackingServer extends Server {
  readonly #trustedHops: number;
  /**
   * The connections that are not Node's. As with Node's own, one that has just been opened is not idle: its first request
   * may be on the way.
   */
  readonly #plain = new Map<Socket, { is: "new" | "answering" | "idle" }>();

  /** @param trustedHops see {@link clientAddress} */
  constructor(options: ServerOptions, trustedHops: number) {
    super(options);
    this.#trustedHops = trustedHops;
    const nodesOwn = this.listeners("connection");
    this.removeAllListeners("connection");
    this.on("connection", (socket: Socket) => {
      this.#serve(socket, () => {
        for (const listener of nodesOwn) listener.call(this, socket);
      });
    });
  }

  override closeIdleConnections() {
    super.closeIdleConnections();
    for (const [socket, state] of this.#plain) if (state.is === "idle") socket.destroy();
  }

  override closeAllConnections() {
    super.closeAllConnections();
    for (const socket of this.#plain.keys()) socket.destroy();
  }

  #answer({ remoteAddress }: Socket, { url, headers }: PlainRequest) {
    const ip = clientAddress(remoteAddress, headers["x-forwarded-for"], this.#trustedHops);
    return handleTrackingRequest(toTrackingRequest("GET", url, ip, (name) => headers[name] ?? null));
  }

  #serve(socket: Socket, giveToNode: () => void) {
    const state: { is: "new" | "answering" | "idle" } = { is: "new" };
    const keepAlive = `keep-alive\r\nKeep-Alive: timeout=${Math.floor(this.keepAliveTimeout / 1000)}`;
    /** What came while an answer was on its way. */
    let early: Buffer | null = null;

    const read = (bytes: Buffer) => {
      if (state.is === "answering") {
        early = early ? Buffer.concat([early, bytes]) : bytes;
        socket.pause();
        return;
      }
      // A client that does not fetch its answers is Node's to slow down.
      const plain = socket.writableNeedDrain ? null : readPlainRequest(bytes);
      if (!plain) return handOver(bytes);
      state.is = "answering";
      try {
        const answer = this.#answer(socket, plain);
        if (answer instanceof Promise) answer.then(send).catch(fail);
        else if (answer) send(answer);
        else handOver(bytes);
      } catch (error) {
        fail(error);
      }
    };
    const send = (answer: TrackingAnswer) => {
      state.is = "idle";
      if (!socket.writable) return;
      const isLast = isShuttingDown();
      const head = headOf(answer, isLast ? "close" : keepAlive);
      const { body } = answer;
      // In one piece.
      if (Buffer.isBuffer(body)) socket.write(head + body.toString("latin1"), "latin1");
      else socket.write(head + (body ?? ""), "utf8");
      if (isLast) socket.end();
      else if (early) handOver(early);
    };
    const fail = (error: unknown) => {
      log().error({ err: error }, "a tracking request failed");
      socket.destroy();
    };
    const forget = () => {
      this.#plain.delete(socket);
    };
    const listeners = {
      data: read,
      end: () => socket.end(),
      timeout: () => socket.destroy(),
      error: () => {}, // The client is gone: "close" follows.
      close: forget,
    };
    const handOver = (bytes: Buffer) => {
      forget();
      socket.setTimeout(0);
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      giveToNode();
      socket.unshift(bytes);
      socket.resume();
    };

    this.#plain.set(socket, state);
    socket.setTimeout(this.keepAliveTimeout);
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  }
}

/** The lines of headers that were sent before, by themselves. */
const readyLines = new WeakMap<TrackingAnswer["headers"], string>();

function linesOf(headers: TrackingAnswer["headers"]): string {
  const ready = readyLines.get(headers);
  if (ready !== undefined) return ready;
  const lines = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  readyLines.set(headers, lines);
  return lines;
}

/** Status line and headers. What is in them is ours, or passed the last gate before a `Location`: nothing is escaped. */
function headOf({ status, headers, location }: TrackingAnswer, connection: string): string {
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${linesOf(headers)}`;
  const leading = location === null ? start : `${start}Location: ${location}\r\n`;
  return `${leading}Date: ${httpDate()}\r\nConnection: ${connection}\r\n\r\n`;
}

let dated = { second: 0, text: "" };

/** The `Date` of an answer (RFC 9110, 6.6.1). */
function httpDate(): string {
  const now = Date.now();
  const second = Math.floor(now / 1000);
  if (second !== dated.second) dated = { second, text: new Date(now).toUTCString() };
  return dated.text;
}
