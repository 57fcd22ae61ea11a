import { headerValue } from "./mail-headers";
import type { ParsedMail } from "./parse-mail";
import type { MailReport, ReportedRecipient } from "./read-report";
import { describeOriginal, type ReportedMail } from "./reported-mail";

/**
 * Bounces in words. Each server's begins in its own way, and names the recipients in its own. An address is looked for no
 * further than one is long (RFC 5321, 4.5.3.1): anybody can send a text of one endless word.
 */
const servers: { mark: RegExp; recipient: RegExp }[] = [
  // Exim (doc/spec, 49: bounce messages): the address alone on an indented line, the reason below it.
  {
    mark: /^This message was created automatically by mail delivery software/m,
    recipient: /^ {2,4}<?([^\s<>:@]{1,64}@[^\s<>:@]{1,255})>?$/gm,
  },
  // qmail (cr.yp.to/proto/qsbmf.txt).
  { mark: /^Hi\. This is the /m, recipient: /^<([^\s<>@]{1,64}@[^\s<>@]{1,255})>:$/gm },
  // Exchange and others without RFC 3464.
  {
    mark: /^(Your message did not reach|Delivery has failed to these recipients|The following message could not be delivered|Delivery to the following recipients? failed)/m,
    recipient: /<?([^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255})>?/gm,
  },
];

/** Where the text of a bounce ends and the copy of the mail begins. */
const copyBegins = /^---.{0,200}?(copy of (the|your) message|original message).*$/im;

/**
 * Reads a bounce that is written for people only (older Exim, qmail, some gateways); null for any other text.
 * @param original what is known of the returned mail from its own part, if there is one
 */
export function plainBounce(mail: ParsedMail, original: ReportedMail): MailReport | null {
  const text = (mail.text ?? "").replace(/\r\n?/g, "\n").slice(0, 256 * 1024);
  const failed = headerValue(mail.headers, "x-failed-recipients");
  const server = servers.find(({ mark }) => mark.test(text));
  if (!server && failed === null) return null;
  const copyAt = copyBegins.exec(text);
  const words = copyAt ? text.slice(0, copyAt.index) : text;
  const copy = copyAt ? text.slice(copyAt.index + copyAt[0].length) : "";
  const named =
    failed?.split(",") ?? [...words.matchAll(server?.recipient ?? /$^/g)].map(([, address]) => address ?? "");
  const emails = [...new Set(named.map((address) => address.trim().toLowerCase()))]
    .filter(Boolean)
    .slice(0, 50);
  const fromCopy = describeOriginal(copy);
  return {
    kind: "delivery",
    recipients: emails.map((email) => recipient(email, words, isWarning(mail, words))),
    original: {
      messageIds: [...original.messageIds, ...fromCopy.messageIds],
      senders: [...original.senders, ...fromCopy.senders],
    },
  };
}

function isWarning(mail: ParsedMail, words: string): boolean {
  return /^warning\b|\bdelayed\b/i.test(mail.subject) || /No action is required on your part/.test(words);
}

function recipient(email: string, words: string, isDelayed: boolean): ReportedRecipient {
  // What is said of this one: from its address on, up to the next empty line that follows words.
  const from = words.toLowerCase().indexOf(email);
  const about = from < 0 ? words : words.slice(from + email.length).replace(/^[>:\s]+/, "");
  const reason = /^(.+?)(?:\n[ \t]*\n|$)/s.exec(about.slice(0, 4000))?.[1]?.replace(/\s+/g, " ").trim() ?? "";
  const enhanced = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reason)?.[0];
  const code = /(?:^|[\s:#(])([45])\d\d[\s-]/.exec(`${reason} `)?.[1];
  return {
    email,
    originalEmail: null,
    action: isDelayed ? "delayed" : "failed",
    // A server that gives up without a code does so for good.
    status: enhanced ?? (code ? `${code}.0.0` : isDelayed ? "4.0.0" : "5.0.0"),
    diagnostic: reason || null,
  };
}
