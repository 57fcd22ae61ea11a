import { createHmac } from "node:crypto";
import { deriveKey } from "@/services/auth/derive-key";
import type { TransportSettings } from "./transport-settings";

/** A keyed hash of where and as whom a transport sends, secrets included: other settings, another hash. */
export function transportFingerprint({ perSecond: _, ...whereTo }: TransportSettings): string {
  return createHmac("sha256", deriveKey("mail transport settings"))
    .update(JSON.stringify(whereTo))
    .digest("hex");
}
