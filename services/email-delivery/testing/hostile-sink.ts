import { createServer, type Socket } from "node:net";

/** Where in the conversation it happens: as the server answers the connection, a command, or the mail after its dot. */
export const phases = ["banner", "ehlo", "auth", "mail", "rcpt", "data", "dot"] as const;
export type Phase = (typeof phases)[number];
/** An answer in place of the regular one, the end of the connection, or no answer ever. */
export type Misbehaviour = { answer: string } | "drop" | "hang";

const regular: Record<Phase, string> = {
  banner: "220 sink ready",
  ehlo: "250-sink\r\n250 AUTH PLAIN",
  auth: "235 2.7.0 welcome",
  mail: "250 2.1.0 fine",
  rcpt: "250 2.1.5 fine",
  data: "354 go on",
  dot: "250 2.0.0 kept",
};

/**
 * A mail server of few lines, on loopback, that misbehaves at any point of the conversation where a test says so, and
 * counts what it was handed over whole. It takes any password, and says no STARTTLS; lines end as RFC 5321 has them.
 * @param options.delayMs how long it takes to answer a mail
 */
export async function startHostileSink(options: { delayMs?: number } = {}) {
  /** How often each recipient's mail came whole: counted at the dot, whatever was answered. */
  const received = new Map<string, number>();
  /** Those of them that it said 250 to. */
  const accepted = new Map<string, number>();
  const planned: { phase: Phase; misbehaviour: Misbehaviour; times: number }[] = [];
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let total = 0;

  function answer(socket: Socket, phase: Phase): boolean {
    const plan = planned.find((candidate) => candidate.phase === phase && candidate.times > 0);
    if (!plan) {
      socket.write(`${regular[phase]}\r\n`);
      return true;
    }
    plan.times--;
    if (plan.misbehaviour === "drop") socket.destroy();
    else if (plan.misbehaviour === "hang") silent.add(socket);
    else socket.write(`${plan.misbehaviour.answer}\r\n`);
    return false;
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      silent.delete(socket);
    });
    // A client that is killed resets the connection.
    socket.on("error", () => socket.destroy());
    let recipients: string[] = [];
    let inData = false;
    let rest = "";
    answer(socket, "banner");

    const endOfMail = () => {
      const to = recipients;
      recipients = [];
      total++;
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
      if (verb === "EHLO" || verb === "HELO") answer(socket, "ehlo");
      else if (verb === "AUTH") answer(socket, "auth");
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
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the sink has no port");

  return {
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    accepted,
    /** Mails that came whole, of all recipients. */
    total: () => total,
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
    },
    close() {
      this.hangUpAll();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
