import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { createTransport, type NodemailerError, type SendMailOptions } from "nodemailer";
import type { OutgoingMail, Recipient, SendOutcome, Transport } from "./transport";

const secondsMs = 1000;

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
    maxConnections: 5,
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

  return {
    name,
    sharesMessages: false,
    close: () => pool.close(),
    async send(mail) {
      const message = toMessage(mail);
      const key = String(message.baseBoundary);
      try {
        const info = await pool.sendMail(message);
        return { kind: "accepted", providerMessageId: null, detail: info.response.slice(0, 1000) };
      } catch (error) {
        return outcomeOf(error as NodemailerError, streams.get(key)?.readableEnded ?? false);
      } finally {
        streams.delete(key);
      }
    },
  };
}

function toMessage(mail: OutgoingMail): SendMailOptions {
  return {
    envelope: { from: mail.from.email, to: mail.recipients.map((recipient) => recipient.email) },
    from: { name: mail.from.name, address: mail.from.email },
    to: mail.visible.to.map(toAddress),
    cc: mail.visible.cc.map(toAddress),
    replyTo: mail.replyTo ?? undefined,
    subject: mail.subject,
    messageId: `<${mail.messageId}>`,
    inReplyTo: mail.inReplyTo ? `<${mail.inReplyTo}>` : undefined,
    references: mail.references.map((id) => `<${id}>`),
    headers: mail.headers,
    date: mail.date,
    // Quoted-printable even for ASCII: as 7bit, trailing blanks and lone carriage returns would be at the mercy of
    // relays, and a line over 998 characters is not allowed (RFC 5322, 2.1.1).
    encoding: "quoted-printable",
    textEncoding: "quoted-printable",
    // The same bytes in every attempt: no random boundary.
    baseBoundary: createHash("sha256").update(mail.idempotencyKey).digest("hex").slice(0, 32),
    text: mail.text,
    html: mail.html,
  };
}

function toAddress(recipient: Recipient) {
  return { name: recipient.name ?? "", address: recipient.email };
}

function outcomeOf(error: NodemailerError, handedOver: boolean): SendOutcome {
  const detail = (error.response ?? error.message).slice(0, 1000);
  if (error.responseCode !== undefined) {
    return { kind: error.permanent ? "permanent" : "temporary", detail };
  }
  // No answer from a server: the address or the mail itself could not be sent, or the network failed.
  if (error.code === "EENVELOPE" || error.code === "EMESSAGE") return { kind: "permanent", detail };
  return { kind: handedOver ? "unknown" : "temporary", detail };
}
