import type { Readable } from "node:stream";
import { createTransport, type NodemailerError } from "nodemailer";
import { smtpMessage } from "./smtp-message";
import { smtpOutcome } from "./smtp-outcome";
import type { Transport } from "./transport";
import { unreadableFile } from "./unreadable-file";

const secondsMs = 1000;
/** Servers commonly allow 20 or 50 connections from one address; those that allow fewer say 421 and get fewer. */
const connections = 10;

/**
 * A mail server, by pooled SMTP connections: `smtp://user:password@host:port` (STARTTLS where offered) or `smtps://`.
 * @param options.plain for the embedded catcher, which speaks no TLS
 */
export function smtpTransport(
  name: "smtp" | "catcher",
  url: string,
  options: { plain?: boolean } = {},
): Transport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // A connection that the server dropped while idle; nodemailer repeats only when not a byte of the mail was read.
    maxRequeues: 1,
    idleTimeout: 30 * secondsMs,
    connectionTimeout: 20 * secondsMs,
    greetingTimeout: 20 * secondsMs,
    // RFC 5321, 4.5.3.2.6, has servers take up to 10 minutes after the data; busy ones take one or two.
    socketTimeout: 180 * secondsMs,
    ignoreTLS: options.plain ?? false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  // Whether the whole mail was handed over decides what a lost connection means: the stream that nodemailer reads ends
  // before the final dot goes out, so "not ended" is "certainly not sent". Kept by boundary, which is the mail's own.
  const streams = new Map<string, Readable>();
  pool.use("stream", (mail, done) => {
    const open = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (streamOptions) => {
      const stream = open(streamOptions);
      streams.set(String(mail.data.baseBoundary), stream);
      return stream;
    };
    done();
  });

  let isClosed = false;
  return {
    name,
    sharesMessages: false,
    concurrency: connections,
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      pool.close();
    },
    async send(mail) {
      const message = await smtpMessage(mail).catch(unreadableFile);
      if ("kind" in message) return message;
      const key = String(message.baseBoundary);
      try {
        const info = await pool.sendMail(message);
        return { kind: "accepted", providerMessageId: null, detail: info.response.slice(0, 1000) };
      } catch (error) {
        return smtpOutcome(error as NodemailerError, streams.get(key)?.readableEnded ?? false);
      } finally {
        streams.delete(key);
      }
    },
  };
}
