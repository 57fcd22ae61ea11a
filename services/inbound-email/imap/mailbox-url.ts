import { createHash } from "node:crypto";

/** One folder of one account on an IMAP server, as the settings name it. */
export type MailboxAddress = {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: boolean;
  user: string;
  password: string;
  folder: string;
  /** For people: `ana@imap.example.com/INBOX`, without the password. */
  label: string;
  /** Tells mailboxes apart, whatever their password. */
  key: string;
};

/** Reads `imaps://user:password@host:port/FOLDER` (RFC 5092, with a password). Without a folder it is INBOX. */
export function readMailboxUrl(text: string): MailboxAddress {
  const url = new URL(text);
  const secure = url.protocol === "imaps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (secure ? 993 : 143);
  const user = decoded(url.username);
  const folder = decoded(url.pathname.replace(/^\/+|\/+$/g, "")) || "INBOX";
  const key = createHash("sha256")
    .update(JSON.stringify([host, port, user, folder]))
    .digest("hex");
  return {
    ...{ host, port, secure, user, folder, key },
    password: decoded(url.password),
    label: `${user}@${host}/${folder}`.slice(0, 320),
  };
}

/** The mailboxes of the setting, each once. */
export function readMailboxUrls(setting: string | null): MailboxAddress[] {
  const mailboxes = (setting?.split(/\s+/) ?? []).filter(Boolean).map(readMailboxUrl);
  return [...new Map(mailboxes.map((mailbox) => [mailbox.key, mailbox])).values()];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray percent sign is one.
  }
}
