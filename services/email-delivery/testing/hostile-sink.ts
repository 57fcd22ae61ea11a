import { createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { sinkCertificate } from "./sink-certificate";

/**
 * Where in the conversation it happens: as the server answers the connection, a command, or the mail after its dot.
 * `handshake`: between its "go on" to STARTTLS and the first encrypted word.
 */
export const phases = [
  ...(["banner", "ehlo", "starttls", "handshake", "auth"] as const),
  ...(["mail", "rcpt", "data", "dot"] as const),
] as const;
export type Phase = (typeof phases)[number];
/** An answer in place of the regular one, the end of the connection, or no answer ever. */
export type Misbehaviour = { answer: string } | "drop" | "hang";

const regular: Record<Exclude<Phase, "handshake">, string> = {
  banner: "220 sink ready",
  ehlo: "250-sink\r\n250 AUTH PLAIN",
  starttls: "220 2.0.0 go on",
  auth: "235 2.7.0 welcome",
  mail: "250 2.1.0 fine",
  rcpt: "250 2.1.5 fine",
  data: "354 go on",
  dot: "250 2.0.0 kept",
};

const offersTls = "250-sink\r\n250-STARTTLS\r\n250 AUTH PLAIN";

/**
 * A mail server of few lines, on loopback, that misbehaves at any point of the conversation where a test says so, and
 * counts what it was handed over whole. It takes any password; lines end as RFC 5321 has them.
 * @param options.delayMs how long it takes to answer a mail
 * @param options.tls whether it offers STARTTLS (RFC 3207), under a certificate that nobody has signed
 */
export async function startHostileSink(options: { delayMs?: number; tls?: boolean } = {}) {
  /** How often each recipient's mail came whole: counted at the dot, whatever was answered. */
  const received = new Map<string, number>();
  /** Those of them that it said 250 to. */
  const accepted = new Map<string, number>();
  const planned: { phase: Phase; misbehaviour: Misbehaviour; times: number }[] = [];
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let total = 0;
  let overTls = 0;

  const planFor = (phase: Phase) => planned.find((plan) => plan.phase === phase && plan.times > 0);

  /** @returns whether it did what is planned for this phase; false when nothing is */
  function misbehave(socket: Socket, phase: Phase): boolean {
    const plan = planFor(phase);
    if (!plan) return false;
    plan.times--;
    if (plan.misbehaviour === "drop") socket.destroy();
    else if (plan.misbehaviour === "hang") silent.add(socket);
    else socket.write(`${plan.misbehaviour.answer}\r\n`);
    return true;
  }

  /** @returns whether the conversation goes on as it should */
  function answer(socket: Socket, phase: keyof typeof regular, regularly = regular[phase]): boolean {
    if (misbehave(socket, phase)) return false;
    socket.write(`${regularly}\r\n`);
    return true;
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    converse(socket);
    answer(socket, "banner");
  });

  function shakeHands(socket: Socket) {
    socket.removeAllListeners("data");
    if (planFor("handshake")) {
      // What came before the client's first word it would throw away.
      socket.once("data", () => misbehave(socket, "handshake"));
      return;
    }
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext(sinkCertificate),
    });
    converse(secure);
  }

  function converse(socket: Socket) {
    socket.on("close", () => silent.delete(socket));
    // A client that is killed resets the connection.
    socket.on("error", () => socket.destroy());
    let recipients: string[] = [];
    let inData = false;
    let rest = "";
    const isSecure = socket instanceof TLSSocket;

    const endOfMail = () => {
      const to = recipients;
      recipients = [];
      total++;
      if (isSecure) overTls++;
      for (const address of to) received.set(address, (received.get(address) ?? 0) + 1);
      const finish = () => {
        if (!answer(socket, "dot")) return;
        for (const address of to) accepted.set(address, (accepted.get(address) ?? 0) + 1);
      };
      if (options.delayMs) setTimeout(finish, options.delayMs);
      else finish();
    };

    const command = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO" && options.tls && !isSecure) answer(socket, "ehlo", offersTls);
      else if (verb === "EHLO" || verb === "HELO") answer(socket, "ehlo");
      else if (verb === "STAR") {
        if (answer(socket, "starttls")) shakeHands(socket);
      } else if (verb === "AUTH") answer(socket, "auth");
      else if (verb === "MAIL") answer(socket, "mail");
      else if (verb === "RCPT") {
        if (answer(socket, "rcpt")) recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
      } else if (verb === "DATA") inData = answer(socket, "data");
      else if (verb === "QUIT") socket.end("221 bye\r\n");
      else {
        if (verb === "RSET") recipients = [];
        socket.write("250 fine\r\n");
      }
    };

    socket.on("data", (chunk: Buffer) => {
      if (silent.has(socket)) return;
      rest += chunk.toString("latin1");
      for (;;) {
        const mark = inData ? "\r\n.\r\n" : "\r\n";
        const end = rest.indexOf(mark);
        if (end < 0) {
          // Only the last bytes can be the start of the mark.
          if (inData) rest = rest.slice(-(mark.length - 1));
          return;
        }
        const line = rest.slice(0, end);
        rest = rest.slice(end + mark.length);
        if (inData) {
          inData = false;
          endOfMail();
        } else command(line);
      }
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the sink has no port");

  return {
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}${options.tls ? "?tls.rejectUnauthorized=false" : ""}`,
    received,
    accepted,
    /** Mails that came whole, of all recipients. */
    total: () => total,
    /** Those of them that came over an encrypted connection. */
    encrypted: () => overTls,
    misbehave(phase: Phase, misbehaviour: Misbehaviour, times = 1) {
      planned.push({ phase, misbehaviour, times });
    },
    /** How many connections it says nothing to any more. */
    hanging: () => silent.size,
    /** Drops them. */
    hangUp() {
      for (const socket of silent) socket.destroy();
    },
    /** Drops all connections. */
    hangUpAll() {
      for (const socket of sockets) socket.destroy();
    },
    /** Forgets what was planned. */
    behave() {
      planned.length = 0;
    },
    clear() {
      planned.length = 0;
      received.clear();
      accepted.clear();
      total = 0;
      overTls = 0;
    },
    close() {
      this.hangUpAll();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
