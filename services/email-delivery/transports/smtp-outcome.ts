import type { NodemailerError } from "nodemailer";
import type { SendOutcome } from "./transport";

/** Codes by which a server says that it does not know us: RFC 4954, 6; 530 also in answer to MAIL. */
const refusesUs = new Set([530, 534, 535, 538]);
const asksForTheMail = /^(?:MAIL FROM|RCPT TO|DATA)/;

/**
 * What an error of nodemailer's means for the mail (RFC 5321, 4.2.1: 4yz may be tried again, 5yz may not).
 * @param handedOver whether the mail was read to its end, so that it may have gone out
 */
export function smtpOutcome(error: NodemailerError, handedOver: boolean): SendOutcome {
  const detail = (error.response ?? error.message).slice(0, 1000);
  const code = error.responseCode;
  if (code !== undefined) {
    if (!error.permanent) return { kind: "temporary", detail };
    if (error.code === "EAUTH" || refusesUs.has(code)) {
      return { kind: "paused", pause: "authentication", detail };
    }
    // A refusal of the connection or the greeting says nothing about this mail: all others would get it, too.
    if (!asksForTheMail.test(error.command ?? "")) return { kind: "temporary", detail };
    return { kind: "permanent", detail, failure: failureOf(detail) };
  }
  // Before anything was said about the mail: the server wants a password and we have none, or of no kind we know.
  if (error.code === "EAUTH" || error.code === "ENOAUTH" || error.code === "EOAUTH2") {
    return { kind: "paused", pause: "authentication", detail };
  }
  // No answer from a server: the address or the mail itself could not be sent, or the network failed.
  if (error.code === "EENVELOPE") return { kind: "permanent", detail, failure: "invalid_address" };
  if (error.code === "EMESSAGE") return { kind: "permanent", detail, failure: "rejected" };
  return { kind: handedOver ? "unknown" : "temporary", detail };
}

/** RFC 3463, 3.2: X.1.n is about the address. Other refusals name no culprit that a program could rely on. */
function failureOf(response: string): "invalid_address" | "rejected" {
  return /^5\d\d[ -]5\.1\.\d{1,3}\b/.test(response) ? "invalid_address" : "rejected";
}
