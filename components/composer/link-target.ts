import { isEmailAddress } from "./email-address";

/** What somebody typed as a link, as an address to put into `href`; null when it is none. */
export function linkTarget(typed: string): string | null {
  const text = typed.trim();
  if (isEmailAddress(text)) return `mailto:${text}`;
  if (/^(mailto|tel):./i.test(text)) return text;
  const full = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text) ? text : `https://${text}`;
  return leadsToWeb(full) ? full : null;
}

function leadsToWeb(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return /^https?:$/.test(protocol) && (hostname.includes(".") || hostname === "localhost");
  } catch {
    return false;
  }
}
