import { type EmailAddress, parseAddressHeader } from "mailparser";
import { normalizeAddress } from "@/services/contacts/normalize-address";

export type Mailbox = { email: string; name: string | null };

const mostMailboxes = 200;
/** Characters; nothing that is kept of an address or a name is as long, and headers of a megabyte are read. */
const longest = 1000;

/** The usable addresses of a header's values, each once, in lower case; groups are their members. What is none is left out. */
export function mailboxesIn(values: string[]): Mailbox[] {
  const found = new Map<string, Mailbox>();
  for (const { address, name } of parse(values)) {
    const email = usableAddress(address ?? "");
    if (email !== null && !found.has(email)) found.set(email, { email, name: cleanName(name, email) });
    if (found.size >= mostMailboxes) break;
  }
  return [...found.values()];
}

/** An address in lower case, or null when it is none that mail could be sent to. */
export function usableAddress(address: string): string | null {
  try {
    return normalizeAddress(withoutBrackets(address));
  } catch {
    return null; // Said by no value: the caller asked whether it is one.
  }
}

/** An address without the brackets and the white space around it. */
export function withoutBrackets(address: string): string {
  return address.slice(0, longest).replace(/^[\s<]+|[>\s]+$/g, "");
}

function parse(values: string[]): EmailAddress[] {
  // Domains as they are used for sending: in ASCII.
  return parseAddressHeader(values, { flatten: true, decodePunycode: false }).value;
}

function cleanName(name: string, email: string): string | null {
  const clean = name
    .slice(0, longest)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .replace(/^["']+|["']+$/g, "")
    .trim()
    .slice(0, 255);
  return clean === "" || clean.toLowerCase() === email ? null : clean;
}
