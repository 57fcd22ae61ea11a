import type { HeaderLine } from "./mail-headers";
import { headerValues } from "./mail-headers";

const named = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc"];
const mostAddresses = 200;
const address = /[^\s<>",;:()]{1,128}@[^\s<>",;:()]{1,255}/g;

/**
 * All addresses that a mail says it was sent to, or was taken for, in lower case: the envelope first, since that is where
 * it really went. They are read leniently: what matters in them is a token that nobody can make up.
 * @param envelopeTo one a line, as the row has it
 */
export function mailDestinations(headers: readonly HeaderLine[], envelopeTo: string | null): string[] {
  const values = [envelopeTo ?? "", ...named.flatMap((name) => headerValues(headers, name))];
  const found = values.flatMap((value) => value.slice(0, 20_000).match(address) ?? []);
  return [...new Set(found.map((email) => email.toLowerCase()))].slice(0, mostAddresses);
}

/** Where it really arrived: these are ours, whatever they are called. */
export function arrivedAt(headers: readonly HeaderLine[], envelopeTo: string | null): Set<string> {
  return new Set(
    mailDestinations(
      headers.filter(({ key }) => key === "delivered-to" || key === "x-original-to" || key === "envelope-to"),
      envelopeTo,
    ),
  );
}
