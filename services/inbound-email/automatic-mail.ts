import { type HeaderLine, hasHeaderLike, headerValue, headerValues } from "./mail-headers";

/** `reply`: a program answered. `list`: sent to many. */
export type AutomaticMail = { kind: "reply" | "list"; because: string };

/**
 * Whether a program and no person wrote this mail, and how that shows (RFC 3834, 2 and 5; RFC 2919; RFC 2369). Such mail
 * is never answered and never reopens a ticket. `X-Auto-Response-Suppress` says nothing of the kind: people's mails from
 * Exchange carry it, too.
 * @param envelopeFrom "" for the null sender; null when the door does not know
 * @param isOwnList tells whether a list is one of ours, such as a group that the support address is
 */
export function automaticMail(
  headers: readonly HeaderLine[],
  envelopeFrom: string | null,
  isOwnList: (listAddress: string) => boolean,
): AutomaticMail | null {
  const because = answeredBy(headers, envelopeFrom);
  if (because) return { kind: "reply", because };
  const list = sentToMany(headers, isOwnList);
  return list ? { kind: "list", because: list } : null;
}

const robots = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply"];

function answeredBy(headers: readonly HeaderLine[], envelopeFrom: string | null): string | null {
  const submitted = headerValue(headers, "auto-submitted")?.split(/[;\s]/)[0]?.toLowerCase();
  if (submitted && submitted !== "no") return `its header says Auto-Submitted: ${submitted.slice(0, 40)}`;
  if (envelopeFrom === "") return "it has no return path, as answers of programs have none";
  const path = headerValue(headers, "return-path");
  if (path !== null && /^<\s*>$/.test(path)) return "it has no return path, as answers of programs have none";
  const robot = robots.find((name) => headers.some(({ key }) => key === name));
  if (robot) return `it has the header ${robot}`;
  if (/^\s*multipart\/report\b/i.test(headerValue(headers, "content-type") ?? "")) return "it is a report";
  if (headerValues(headers, "precedence").some((value) => /^auto[_-]?reply\b/i.test(value)))
    return "its header says Precedence: auto_reply";
  return null;
}

function sentToMany(headers: readonly HeaderLine[], isOwnList: (address: string) => boolean): string | null {
  const listId =
    /<([^<>\s]+)>/.exec(headerValue(headers, "list-id") ?? "")?.[1] ?? headerValue(headers, "list-id");
  const post = /<mailto:([^<>?\s]+)/i.exec(headerValue(headers, "list-post") ?? "")?.[1];
  // List-Id is the address with a dot for the @ in groups of Google and Microsoft.
  const own = [post, listId?.replace(".", "@")].some(
    (address) => address && isOwnList(address.toLowerCase()),
  );
  if (own) return null;
  if (hasHeaderLike(headers, "list-")) return "it was sent to a list";
  const bulk = headerValues(headers, "precedence").find((value) => /^(bulk|list|junk)\b/i.test(value));
  return bulk ? `its header says Precedence: ${bulk.slice(0, 20)}` : null;
}
