import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { inboundEmailAddresses, inboundEmails } from "@/db/schema/inbound";
import { ticketReplies } from "@/db/schema/tickets";
import { parseAddressedTo } from "@/services/tickets/addressed-to";

const address = /[^\s<>()[\]"',;:]{1,64}@[^\s<>()[\]"',;:]{1,255}/g;
/** With an apostrophe in it, as o'hara@ has one. */
const apostrophed = /[^\s<>()[\]"',;:]{1,32}(?:'[^\s<>()[\]"',;:]{1,32}){1,3}@[^\s<>()[\]"',;:]{1,255}/g;

/** Notes whom a settled mail's row, or its message, names beside its sender, so that an erasure of them finds it. */
export async function noteNamedAddresses(tx: Transaction, inboundEmailId: number) {
  const [row] = await tx
    .select({
      envelopeFrom: inboundEmails.envelopeFrom,
      envelopeTo: inboundEmails.envelopeTo,
      detail: inboundEmails.detail,
      addressedTo: ticketReplies.addressedTo,
    })
    .from(inboundEmails)
    .leftJoin(ticketReplies, eq(ticketReplies.id, inboundEmails.ticketReplyId))
    .where(eq(inboundEmails.id, inboundEmailId));
  const { to, cc } = parseAddressedTo(row?.addressedTo);
  const words = [
    row?.envelopeFrom,
    row?.envelopeTo,
    row?.detail,
    ...[...to, ...cc].map(({ email }) => email),
  ];
  const named = addressesIn(words.join("\n"));
  if (named.length === 0) return;
  await tx
    .insert(inboundEmailAddresses)
    .ignore()
    .values(named.map((email) => ({ address: email, inboundEmailId })));
}

/**
 * In lower case, each once. An apostrophe may be of the address or quote it: then it is both that are found, for one that
 * nobody has does no harm.
 */
export function addressesIn(text: string): string[] {
  const found = [...(text.match(address) ?? []), ...(text.match(apostrophed) ?? [])];
  return [...new Set(found.map((email) => email.toLowerCase().replace(/\.+$/, "")))];
}
