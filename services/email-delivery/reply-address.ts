import type { DatabaseOrTransaction } from "@/db/connect";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { readSignedAddress, signedLocalPart } from "./signed-address";

/** How answers find their ticket; a part of the email module's settings. */
export type ReplyAddressing = Pick<SettingsOf<"email">, "reply_address" | "reply_domain">;

const kind = { letter: "t", purpose: "reply address" } as const;
// RFC 5321, 4.5.3.1.1.
const longestLocalPart = 64;

/**
 * The address that an answer to a ticket's mail goes to: `support+t42.<token>@example.com` (sub-addressing, RFC 5233), or
 * `t42.<token>@replies.example.com` where a domain's whole mail comes back to the portal. The token is an HMAC, so that
 * nobody can write into a ticket by guessing its number.
 * @returns null when the setting is `none`, or when the address would be longer than servers take
 */
export function replyAddress(
  ticketId: number,
  supportAddress: string,
  { reply_address, reply_domain }: ReplyAddressing,
): string | null {
  const signed = signedLocalPart(kind, ticketId);
  if (reply_address === "none") return null;
  if (reply_address === "catch_all" && reply_domain) return `${signed}@${reply_domain}`;
  return plusAddress(supportAddress, signed);
}

/** {@link replyAddress} of a mail's ticket, by the settings in force; null for a mail that belongs to none. */
export async function replyToOf(
  tx: DatabaseOrTransaction,
  ticketId: number | null,
  sender: { email: string },
): Promise<string | null> {
  if (!ticketId) return null;
  const { settings } = await effectiveSettings("email", tx);
  return replyAddress(ticketId, sender.email, settings);
}

/** `support+detail@example.com`, or null when its local part would be longer than servers take. */
export function plusAddress(address: string, detail: string): string | null {
  const at = address.lastIndexOf("@");
  const local = `${address.slice(0, at)}+${detail}`;
  return local.length > longestLocalPart ? null : `${local}${address.slice(at)}`;
}

/**
 * The ticket that an address made by {@link replyAddress} belongs to, or null when it is not one of ours. Both forms are
 * read whatever the present setting is: mails that were sent under another are still answered.
 */
export function ticketOfReplyAddress(address: string): number | null {
  return readSignedAddress(kind, address);
}
