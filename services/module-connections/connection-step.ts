import { causesOf } from "@/services/error-causes";

/** One thing that was tried, in words for an admin. `warning`: it works, and yet something should be seen to. */
export type ConnectionStep = { step: string; status: "ok" | "failed" | "warning"; detail: string };

export const ok = (step: string, detail: string): ConnectionStep => ({ step, status: "ok", detail });
export const failed = (step: string, detail: string): ConnectionStep => ({ step, status: "failed", detail });
export const warning = (step: string, detail: string): ConnectionStep => ({
  step,
  status: "warning",
  detail,
});

/** What a network error means, with its code for whoever searches for it; for any other error what it says itself. */
export function explainNetworkError(error: unknown, host: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return networkErrorWords(error, host) ?? message.slice(0, 500);
}

/** {@link explainNetworkError}, or null for what is no error of the network's. */
export function networkErrorWords(error: unknown, host: string): string | null {
  const code = codeOf(error);
  const words = code ? networkErrors[code] : undefined;
  return words ? `${words(host)} (${code})` : null;
}

function codeOf(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    if ("code" in cause && typeof cause.code === "string" && cause.code in networkErrors) return cause.code;
    const named = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH)\b/.exec(
      cause.message,
    );
    if (named?.[1]) return named[1];
    if (cause.name === "TimeoutError" || cause.name === "AbortError") return "ETIMEDOUT";
  }
  return null;
}

const noAnswer = (host: string) =>
  `${host} does not answer. A firewall may be in between, or the port is wrong.`;

const networkErrors: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `Nothing listens at ${host}. Check the host and the port.`,
  ENOTFOUND: (host) => `The name ${host} does not exist. Check its spelling.`,
  EAI_AGAIN: (host) => `The name ${host} cannot be looked up from here. Is there a name server?`,
  ETIMEDOUT: noAnswer,
  // ImapFlow's name for it.
  CONNECT_TIMEOUT: noAnswer,
  ECONNRESET: (host) => `${host} hung up. The port may speak another protocol, or TLS is expected.`,
  EHOSTUNREACH: (host) => `There is no way to ${host} from here.`,
  ENETUNREACH: (host) => `There is no way to ${host} from here.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `${host} shows a certificate that it signed itself.`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `${host} shows a certificate that nobody known has signed.`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) =>
    `The certificate of ${host} cannot be verified: a part of its chain is missing.`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name.`,
};
