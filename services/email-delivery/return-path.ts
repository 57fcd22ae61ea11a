import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { plusAddress } from "./reply-address";
import { readSignedAddress, signedLocalPart } from "./signed-address";

const kind = { letter: "d", purpose: "return path" } as const;

/**
 * The envelope sender of one copy ("variable envelope return path"): a report that comes back to it names the copy even
 * when its text does not. `support+d7.<token>@example.com`, in the mailbox that answers come to; under the reply domain
 * where answers have one, whose whole mail comes back to the portal.
 * @returns null when the setting is off, or when the address would be longer than servers take
 */
export function returnPath(
  deliveryId: number,
  supportAddress: string,
  settings: Pick<SettingsOf<"email">, "return_path" | "reply_address" | "reply_domain">,
): string | null {
  if (settings.return_path === "none") return null;
  const signed = signedLocalPart(kind, deliveryId);
  if (settings.reply_address === "catch_all" && settings.reply_domain) {
    return `${signed}@${settings.reply_domain}`;
  }
  return plusAddress(supportAddress, signed);
}

/** The copy that an address made by {@link returnPath} belongs to, whatever the present setting; null for any other. */
export function deliveryOfReturnPath(address: string): number | null {
  return readSignedAddress(kind, address);
}
