import { env } from "@/env";
import { deriveKey } from "@/services/auth/derive-key";
import { parseTrackingKeys, TrackingKeysError } from "@/services/email-tracking/signing/tracking-key-ring";
import { amber, type DoctorCheck, green, red } from "../check";
import { isGuessable } from "../is-guessable";

export const signingKeysCheck: DoctorCheck = {
  slug: "signing-keys",
  group: "secrets",
  title: "Tracked links are signed",
  why: "Without a key in force no link can be signed; with one that can be guessed anybody can make the portal redirect anywhere.",
  async run() {
    const list = env().TRACKING_SIGNING_KEYS;
    try {
      const { keys } = parseTrackingKeys(list, deriveKey("tracked-links"));
      const inForce = keys.filter(({ revoked }) => !revoked);
      if (inForce.length === 0) return red("Every key is revoked: no link can be signed.", mend);
      const weak = inForce.filter(({ secret }) => typeof secret === "string" && isGuessable(secret));
      if (weak.length > 0)
        return amber(`These can be guessed: ${weak.map(({ id }) => id).join(", ")}.`, mend);
      if (!list) return green("By a key derived from SECRET_KEY.");
      return green(`By the key ${inForce[0]?.id}; ${inForce.length} verify.`);
    } catch (error) {
      if (error instanceof TrackingKeysError) return red(error.message, mend);
      throw error;
    }
  },
};

const mend =
  "Put a new key first in TRACKING_SIGNING_KEYS: id:secret, the secret from openssl rand -base64 32.";
