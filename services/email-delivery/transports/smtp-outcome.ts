import type { NodemailerError } from "nodemailer";
import type { SendOutcome, SendRefusal } from "./transport";

/** Codes by which a server says that it does not know us: RFC 4954, 6; 530 also in answer to MAIL. */
const refusesUs = new Set([530, 534, 535, 538]);
/**
 * Gmail's and Google Workspace's "daily user sending limit exceeded" (support.google.com/a/answer/3726730): a congestion
 * that lasts (RFC 3463, 3.5, X.4.5), of all mail of the account until a day has gone by.
 */
const quotaUsedUp = /^550[ -]5\.4\.5\b/;
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
    if (quotaUsedUp.test(detail)) return { kind: "paused", pause: "quota", detail };
    return { kind: "permanent", detail, failure: failureOf(detail, error.command ?? "") };
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

/**
 * What a refusal is about, by its enhanced code (RFC 3463, 3). Without one only 552 says something: of an address that its
 * mailbox is full, of anything else that the mail is too large (RFC 5321, 4.2.3; RFC 1870, 6). Other refusals name no
 * culprit that a program could rely on.
 */
function failureOf(response: string, command: string): SendRefusal {
  const [, code, enhanced] = /^(5\d\d)[ -](?:5\.(\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  if (enhanced !== undefined) return byEnhancedCode[enhanced] ?? "rejected";
  if (code !== "552") return "rejected";
  return command.startsWith("RCPT") ? "mailbox_full" : "too_large";
}

/** X.1.n are about addresses, 7 and 8 of them about ours. */
const byEnhancedCode: Record<string, SendRefusal> = {
  "1.0": "invalid_address",
  "1.1": "invalid_address",
  "1.2": "invalid_address",
  "1.3": "invalid_address",
  "1.4": "invalid_address",
  "1.6": "invalid_address",
  "1.10": "invalid_address",
  "2.2": "mailbox_full",
  "2.3": "too_large",
  "3.4": "too_large",
};
