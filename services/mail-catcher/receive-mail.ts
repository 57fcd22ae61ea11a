import { SMTPServer } from "smtp-server";
import type { MessageStore } from "./message-store";

const largestMail = 40 * 1024 * 1024;

/** An SMTP server that takes every mail and delivers none of them: they go into the store. Not yet listening. */
export function createMailReceiver(store: MessageStore): SMTPServer {
  return new SMTPServer({
    banner: "MyPortal mail catcher",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", callback);
      stream.once("end", () => {
        if (stream.sizeExceeded) {
          callback(Object.assign(new Error("The mail is larger than 40 MB"), { responseCode: 552 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        store
          .add(Buffer.concat(chunks), {
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map((recipient) => recipient.address),
          })
          .then(
            (id) => callback(null, `caught as ${id}`),
            (error: Error) => callback(Object.assign(error, { responseCode: 451 })),
          );
      });
    },
  });
}
