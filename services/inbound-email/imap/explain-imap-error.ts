import { explainNetworkError, networkErrorWords } from "@/services/module-connections/connection-step";
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
export function explainImapError(error: unknown, host: string): string {
  if (!(error instanceof Error)) return "The mailbox cannot be read.";
  if (error instanceof ImapAddressError) return error.message;
  const { code, responseText, message } = error as ImapError;
  const said = responseText ? ` The server says: ${responseText}` : "";
  if (stepOf(error) === "sign_in") return `The server refuses the user name or the password.${said}`;
  if (stepOf(error) === "tls") return `The encrypted connection failed: ${explainNetworkError(error, host)}`;
  if (code === "GREETING_TIMEOUT") {
    return `${host} does not answer in time: is it an IMAP server, and imaps:// or imap:// right?`;
  }
  return networkErrorWords(error, host) ?? `The mailbox cannot be read: ${message}.${said}`;
}
