// Where react-style-singleton, with which Radix locks scrolling behind a dialog, looks for the nonce of its style.
const page = globalThis as { __webpack_nonce__?: string };

/**
 * Remembers the nonce that the page was loaded with: its policy stays when the server draws parts of it anew, under a
 * policy and nonce of their own. Nothing to remember on the server, where pages share a process.
 */
export function keepStyleNonce(nonce: string | undefined) {
  if (typeof window !== "undefined") page.__webpack_nonce__ ??= nonce;
}

/** The nonce for a style element that is added in the browser. */
export function styleNonce(): string | undefined {
  return typeof window === "undefined" ? undefined : page.__webpack_nonce__;
}
