import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export type SunkMail = { from: string; to: string[]; source: Buffer; mail: ParsedMail };
/** What to answer for an address, at RCPT or after the data, and how often before it is accepted. */
export type Refusal = { code: number; message: string; at?: "rcpt" | "data"; times?: number };

/**
 * A real SMTP server that keeps what it is sent, and refuses, stalls or breaks off where a test says so.
 * @param options.delayMs how long it takes to answer a mail
 */
export async function startSmtpSink(options: { delayMs?: number } = {}) {
  const mails: SunkMail[] = [];
  /** The bytes of every mail that was handed over, accepted or not. */
  const attempts: { to: string[]; source: Buffer }[] = [];
  const refusals = new Map<string, Refusal>();
  const broken = new Set<string>();
  let delayMs = options.delayMs ?? 0;
  let arrived = () => {};

  const refusalFor = (address: string, stage: "rcpt" | "data"): Error | null => {
    const refusal = refusals.get(address.toLowerCase());
    if (!refusal || (refusal.at ?? "rcpt") !== stage) return null;
    if (refusal.times !== undefined && --refusal.times <= 0) refusals.delete(address.toLowerCase());
    return Object.assign(new Error(refusal.message), { responseCode: refusal.code });
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, callback) => callback(refusalFor(address, "rcpt")),
    async onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const source = Buffer.concat(chunks);
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      attempts.push({ to, source });
      if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (to.some((address) => broken.has(address))) {
        // The worst moment: the mail is here whole, and its sender will never hear so.
        for (const connection of server.connections) connection.close();
        return;
      }
      const refused = to.map((address) => refusalFor(address, "data")).find((error) => error !== null);
      if (refused) return callback(refused);
      const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
      mails.push({ from, to, source, mail: await simpleParser(source) });
      callback(null, "kept");
      arrived();
    },
  });
  server.on("error", () => {
    // Connections that a test breaks off.
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (!address || typeof address === "string") throw new Error("the SMTP sink has no port");

  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    attempts,
    refuse: (email: string, refusal: Refusal) => refusals.set(email.toLowerCase(), { ...refusal }),
    accept(email: string) {
      refusals.delete(email.toLowerCase());
      broken.delete(email);
    },
    /** Breaks the connection after this address's mail was handed over, without an answer. */
    breakAfterData: (email: string) => broken.add(email),
    answerAfter(milliseconds: number) {
      delayMs = milliseconds;
    },
    clear() {
      mails.length = 0;
      attempts.length = 0;
    },
    /** The next mail that fits, or one that is here already. */
    async waitForMail(fits: (mail: SunkMail) => boolean, timeoutMs = 10_000): Promise<SunkMail> {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const found = mails.find(fits);
        if (found) return found;
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`no such mail within ${timeoutMs} ms; ${mails.length} others came`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          arrived = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
