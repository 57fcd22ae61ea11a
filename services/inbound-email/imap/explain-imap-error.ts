import { ImapAddressError } from "./open-mailbox";

type ImapError = Error & {
  code?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  responseText?: string;
  serverResponseCode?: string;
};

/** The step of reading a mailbox that an error belongs to. */
export type ImapStep = "connect" | "tls" | "sign_in" | "folder";

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/;

/** Where it went wrong. */
export function stepOf(error: unknown, reached: ImapStep = "connect"): ImapStep {
  const { code = "", authenticationFailed, tlsFailed } = error as ImapError;
  if (authenticationFailed) return "sign_in";
  if (tlsFailed || tlsCodes.test(code) || /STARTTLS|certificate/i.test((error as Error).message))
    return "tls";
  return reached;
}

/** What is wrong with a mailbox, in words for an admin, with the server's own. */
export function explainImapError(error: unknown): string {
  if (!(error instanceof Error)) return "The mailbox cannot be read.";
  if (error instanceof ImapAddressError) return error.message;
  const { code, responseText, message } = error as ImapError;
  const said = responseText ? ` The server says: ${responseText}` : "";
  if (stepOf(error) === "sign_in") return `The server refuses the user name or the password.${said}`;
  if (stepOf(error) === "tls") return `The encrypted connection failed: ${message}`;
  const known = code ? reasons[code] : undefined;
  return known ?? `The mailbox cannot be read: ${message}.${said}`;
}

const reasons: Record<string, string> = {
  ENOTFOUND: "There is no server of this name.",
  EAI_AGAIN: "The name service does not answer.",
  ECONNREFUSED: "Nothing answers at this server and port.",
  ECONNRESET: "The server broke the connection off.",
  ETIMEDOUT: "The server does not answer in time.",
  CONNECT_TIMEOUT: "The server does not answer in time.",
  GREETING_TIMEOUT:
    "The server does not answer in time: is it an IMAP server, and imaps:// or imap:// right?",
  EHOSTUNREACH: "The server cannot be reached from here.",
  ENETUNREACH: "The server cannot be reached from here.",
};
