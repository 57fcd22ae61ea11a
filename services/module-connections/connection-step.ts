/** One thing that was tried, in words for an admin. `warning`: it works, and yet something should be seen to. */
export type ConnectionStep = { step: string; status: "ok" | "failed" | "warning"; detail: string };

export const ok = (step: string, detail: string): ConnectionStep => ({ step, status: "ok", detail });
export const failed = (step: string, detail: string): ConnectionStep => ({ step, status: "failed", detail });
export const warning = (step: string, detail: string): ConnectionStep => ({
  step,
  status: "warning",
  detail,
});

/** What a network error means, with its code for whoever searches for it. */
export function explainNetworkError(error: unknown, host: string): string {
  const code = codeOf(error);
  const words = code ? networkErrors[code] : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return words ? `${words(host)} (${code})` : message.slice(0, 500);
}

function codeOf(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && cause.code in networkErrors) return cause.code;
    const named = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH)\b/.exec(
      cause.message,
    );
    if (named?.[1]) return named[1];
    if (cause.name === "TimeoutError" || cause.name === "AbortError") return "ETIMEDOUT";
  }
  return null;
}

const networkErrors: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `Nothing listens at ${host}. Check the host and the port.`,
  ENOTFOUND: (host) => `The name ${host} does not exist. Check its spelling.`,
  EAI_AGAIN: (host) => `The name ${host} cannot be looked up from here. Is there a name server?`,
  ETIMEDOUT: (host) => `${host} does not answer. A firewall may be in between, or the port is wrong.`,
  ECONNRESET: (host) => `${host} hung up. The port may speak another protocol, or TLS is expected.`,
  EHOSTUNREACH: (host) => `There is no way to ${host} from here.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `${host} shows a certificate that it signed itself.`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `${host} shows a certificate that nobody known has signed.`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) =>
    `The certificate of ${host} cannot be verified: a part of its chain is missing.`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name.`,
};
