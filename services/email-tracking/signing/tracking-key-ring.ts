import { env } from "@/env";
import { deriveKey, previousKeys } from "@/services/auth/derive-key";
import type { KeyRing, SigningKey } from "./click-signature";

/** TRACKING_SIGNING_KEYS cannot be read. Its message names the entry by its id and never repeats a secret. */
export class TrackingKeysError extends Error {
  override name = "TrackingKeysError";
}

const derivedId = "derived";
const shortestSecret = 32;

/**
 * The keys that sign tracked links. TRACKING_SIGNING_KEYS lists them, newest first, as `id:secret`, separated by commas;
 * `id:secret:revoked` is a key that verifies nothing any more. After them stands the key derived from SECRET_KEY, which
 * signs when the list is empty, so that links from before the first rotation keep working (`derived::revoked` ends it),
 * and then the ones derived from PREVIOUS_SECRET_KEYS, which only verify.
 * @throws {TrackingKeysError}
 */
export function parseTrackingKeys(
  list: string | undefined,
  derived: Buffer,
  previous: Buffer[] = [],
): KeyRing {
  const entries = (list ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(parseEntry);
  const ids = entries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new TrackingKeysError(`TRACKING_SIGNING_KEYS has two keys with the id ${twice}.`);
  const derivedRevoked = ids.includes(derivedId);
  return {
    keys: [
      ...entries.filter(({ id }) => id !== derivedId),
      { id: derivedId, secret: derived, revoked: derivedRevoked },
      ...previous.map((secret, index) => ({
        id: `${derivedId}-before-${index + 1}`,
        secret,
        revoked: derivedRevoked,
      })),
    ],
  };
}

function parseEntry(entry: string, index: number): SigningKey {
  const [id = "", secret, state, ...rest] = entry.split(":");
  const revoked = state === "revoked";
  const isWellFormed = /^[\w-]{1,32}$/.test(id) && rest.length === 0 && (state === undefined || revoked);
  if (secret === undefined || !isWellFormed) {
    throw new TrackingKeysError(
      `TRACKING_SIGNING_KEYS, entry ${index + 1}: expected id:secret or id:secret:revoked, newest first, separated by commas.`,
    );
  }
  if (id === derivedId && !revoked) {
    throw new TrackingKeysError(
      `TRACKING_SIGNING_KEYS: the id ${derivedId} is taken; it can only be revoked.`,
    );
  }
  if (!revoked && secret.length < shortestSecret) {
    throw new TrackingKeysError(
      `TRACKING_SIGNING_KEYS: the secret of ${id} is shorter than ${shortestSecret} characters; \`openssl rand -base64 32\` makes one.`,
    );
  }
  return { id, secret, revoked };
}

const shared = globalThis as { __myportalTrackingKeys?: KeyRing };

/**
 * The process's key ring, from the environment.
 * @throws {TrackingKeysError} at the first call.
 */
export function trackingKeyRing(): KeyRing {
  shared.__myportalTrackingKeys ??= parseTrackingKeys(
    env().TRACKING_SIGNING_KEYS,
    deriveKey("tracked-links"),
    previousKeys("tracked-links"),
  );
  return shared.__myportalTrackingKeys;
}
