// The catcher runs in one process, on a free port when its own is taken; the delivery code, perhaps in another module
// graph of that process, finds it here.
const shared = globalThis as { __myportalMailCatcher?: { smtpUrl: string; webUrl: string } };

/** Where the catcher of this process takes mail, such as `smtp://127.0.0.1:1025`; null when none runs here. */
export function mailCatcherSmtpUrl(): string | null {
  return shared.__myportalMailCatcher?.smtpUrl ?? null;
}

/** Called by the catcher when it starts and when it stops. */
export function noteMailCatcher(urls: { smtpUrl: string; webUrl: string } | null) {
  shared.__myportalMailCatcher = urls ?? undefined;
}
