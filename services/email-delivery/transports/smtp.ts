import type { Readable } from "node:stream";
import { createTransport, type NodemailerError } from "nodemailer";
import { composeAtOnce } from "./compose-at-once";
import { HeldMail } from "./held-mail";
import { smtpMessage } from "./smtp-message";
import { smtpOutcome } from "./smtp-outcome";
import type { Transport } from "./transport";
import { unreadableFile } from "./unreadable-file";

const secondsMs = 1000;
/** RFC 5321, 4.5.3.2.6, has servers take up to 10 minutes after the data; busy ones take one or two. */
const patience = { connectionMs: 20 * secondsMs, answerMs: 180 * secondsMs };
/**
 * Connections of one process, and so the most mails that may be out when it is killed. Servers commonly allow 20 or 50
 * from one address; those that allow fewer say 421 and get fewer.
 */
export const smtpConnections = 10;

type UnderWay = { handOff: () => Promise<void>; stream: HeldMail | null };

/**
 * A mail server, by pooled SMTP connections: `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://`.
 * @param options.patience how long a server may take to greet us, and to answer anything else, in milliseconds
 * @param options.plain for the embedded catcher, which speaks no TLS
 */
export function smtpTransport(
  name: "smtp" | "catcher",
  url: string,
  options: { plain?: boolean; patience?: { connectionMs: number; answerMs: number } } = {},
): Transport {
  const { connectionMs, answerMs } = options.patience ?? patience;
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: smtpConnections,
    // A connection that the server dropped while idle; nodemailer repeats only when not a byte of the mail was read.
    maxRequeues: 1,
    idleTimeout: 30 * secondsMs,
    connectionTimeout: connectionMs,
    greetingTimeout: connectionMs,
    socketTimeout: answerMs,
    ignoreTLS: options.plain ?? false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  // Kept by boundary, which is the mail's own.
  const underWay = new Map<string, UnderWay>();
  pool.use("stream", (mail, done) => {
    const sending = underWay.get(String(mail.data.baseBoundary));
    const stream = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (options): Readable => {
      if (!sending) return stream(options);
      sending.stream = new HeldMail(() => composeAtOnce(mail.message) ?? stream(options), sending.handOff);
      return sending.stream;
    };
    done();
  });

  let isClosed = false;
  return {
    name,
    sharesMessages: false,
    concurrency: smtpConnections,
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      pool.close();
    },
    async send(mail, handOff) {
      const message = await smtpMessage(mail).catch(unreadableFile);
      if ("kind" in message) return message;
      const key = String(message.baseBoundary);
      const sending: UnderWay = { handOff, stream: null };
      underWay.set(key, sending);
      try {
        const info = await pool.sendMail(message);
        return { kind: "accepted", providerMessageId: null, detail: info.response.slice(0, 1000) };
      } catch (error) {
        // The final dot goes out after the stream's end: "not ended" is "certainly not sent".
        return smtpOutcome(error as NodemailerError, sending.stream?.readableEnded ?? false);
      } finally {
        underWay.delete(key);
      }
    },
  };
}
