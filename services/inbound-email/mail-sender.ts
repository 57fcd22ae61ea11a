import { headerValue } from "./mail-headers";
import { type Mailbox, usableAddress } from "./mailboxes";
import type { ParsedMail } from "./parse-mail";

export type MailSender =
  | { kind: "person"; mailbox: Mailbox }
  /** One of our own addresses wrote it. */
  | { kind: "own"; mailbox: Mailbox }
  | { kind: "nobody" };

/**
 * Who wrote a mail: From; without a usable one Reply-To, Sender or the envelope. A form on a website writes as ourselves,
 * with its visitor in Reply-To: then it is the visitor.
 */
export function mailSender(
  mail: ParsedMail,
  envelopeFrom: string | null,
  isOwn: (email: string) => boolean,
): MailSender {
  const { from, replyTo } = mail;
  if (from && !isOwn(from.email)) return { kind: "person", mailbox: from };
  if (replyTo && !isOwn(replyTo.email)) return { kind: "person", mailbox: replyTo };
  if (from) return { kind: "own", mailbox: from };
  const others = [
    headerValue(mail.headers, "sender"),
    envelopeFrom,
    headerValue(mail.headers, "return-path"),
  ];
  const [email] = others.flatMap((value) => usableAddress(value ?? "") ?? []);
  if (!email) return { kind: "nobody" };
  const mailbox = { email, name: null };
  return isOwn(email) ? { kind: "own", mailbox } : { kind: "person", mailbox };
}
