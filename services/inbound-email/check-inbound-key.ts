import { createHash, timingSafeEqual } from "node:crypto";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";

/**
 * Does a request for `/api/inbound/email` carry the key? `unset`: there is none in the settings, and nothing comes in.
 * @param authorization the header, as `Bearer KEY`
 */
export async function checkInboundKey(authorization: string | null): Promise<"valid" | "invalid" | "unset"> {
  const { settings } = await effectiveSettings("email");
  if (!settings.inbound_key) return "unset";
  const [, given] = /^Bearer[ \t]+(\S+)[ \t]*$/i.exec(authorization ?? "") ?? [];
  // Hashes have one length: how long the key is, and how much of it is right, takes no time to find out.
  return given !== undefined && timingSafeEqual(digest(given), digest(settings.inbound_key))
    ? "valid"
    : "invalid";
}

const digest = (text: string) => createHash("sha256").update(text).digest();
