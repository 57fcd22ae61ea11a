import type { DatabaseOrTransaction } from "@/db/connect";
import { mailFrom } from "@/services/email-delivery/mail-from";
import { ticketOfReplyAddress } from "@/services/email-delivery/reply-address";
import { deliveryOfReturnPath } from "@/services/email-delivery/return-path";
import { parseSender, supportAddress } from "@/services/email-delivery/support-address";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";

/**
 * Tells our own addresses from other people's: what mail is sent from by any of the transports, with or without a
 * `+detail`, reply addresses, return paths, and all of the reply domain.
 */
export async function ownAddresses(tx: DatabaseOrTransaction): Promise<(email: string) => boolean> {
  const [active, resend, smtp, email] = await Promise.all([
    mailFrom(tx),
    effectiveSettings("resend", tx),
    effectiveSettings("smtp", tx),
    effectiveSettings("email", tx),
  ]);
  const senders = [resend, smtp].flatMap(({ settings }) => settings.mail_from ?? []).map(parseSender);
  const own = new Set([active, supportAddress(), ...senders].map((sender) => sender.email.toLowerCase()));
  const { reply_address, reply_domain } = email.settings;
  return (address) => {
    const lower = address.toLowerCase();
    if (own.has(lower) || own.has(lower.replace(/\+[^@]*@/, "@"))) return true;
    if (reply_address === "catch_all" && reply_domain && lower.endsWith(`@${reply_domain}`)) return true;
    return ticketOfReplyAddress(lower) !== null || deliveryOfReturnPath(lower) !== null;
  };
}
