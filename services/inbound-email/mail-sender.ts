import { headerValue } from "./mail-headers";
import { type Mailbox, usableAddress } from "./mailboxes";
import type { ParsedMail } from "./parse-mail";

export type MailSender =
  /** `form`: the address of the program that wrote for them, where only Reply-To names them. */
  | { kind: "person"; mailbox: Mailbox; form: string | null }
  /** One of our own addresses wrote it. */
  | { kind: "own"; mailbox: Mailbox }
  | { kind: "nobody" };

/**
 * What programs call an address that they write from and nobody reads, in a few languages and without what stands between
 * the words; and the names of forms, of web servers and of what the larger builders of websites send with.
 */
const programNames = new Set([
  ...["noreply", "donotreply", "dontreply", "noresponse", "noresponder", "nepasrepondre", "keineantwort"],
  ...[
    "nichtantworten",
    "nonrispondere",
    "form",
    "forms",
    "webform",
    "webforms",
    "contactform",
    "contactforms",
  ],
  ...[
    "formresponses",
    "submission",
    "submissions",
    "mailer",
    "wordpress",
    "wwwdata",
    "apache",
    "httpd",
    "nobody",
  ],
]);
/** "ne pas répondre" has three. */
const mostWords = 3;

/**
 * Who wrote a mail: From; without a usable one Reply-To, Sender or the envelope. A form on a website writes as ourselves or
 * from an address that nobody reads, with its visitor in Reply-To: then it is the visitor, whom nothing proves.
 */
export function mailSender(
  mail: ParsedMail,
  envelopeFrom: string | null,
  isOwn: (email: string) => boolean,
): MailSender {
  const { from, replyTo } = mail;
  const visitor = replyTo && !isOwn(replyTo.email) && replyTo.email !== from?.email ? replyTo : null;
  if (from && visitor && (isOwn(from.email) || isOfProgram(from.email)))
    return { kind: "person", mailbox: visitor, form: from.email };
  if (from && !isOwn(from.email)) return { kind: "person", mailbox: from, form: null };
  if (visitor) return { kind: "person", mailbox: visitor, form: null };
  if (from) return { kind: "own", mailbox: from };
  const others = [
    headerValue(mail.headers, "sender"),
    envelopeFrom,
    headerValue(mail.headers, "return-path"),
  ];
  const [email] = others.flatMap((value) => usableAddress(value ?? "") ?? []);
  if (!email) return { kind: "nobody" };
  const mailbox = { email, name: null };
  return isOwn(email) ? { kind: "own", mailbox } : { kind: "person", mailbox, form: null };
}

function isOfProgram(email: string): boolean {
  const words = email
    .slice(0, email.lastIndexOf("@"))
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  const from = (start: number, count: number) => words.slice(start, start + count).join("");
  return words.some((_, start) => {
    for (let count = 1; count <= mostWords; count++) if (programNames.has(from(start, count))) return true;
    return false;
  });
}
