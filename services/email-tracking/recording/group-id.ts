import { createHash, randomUUID } from "node:crypto";

/** The 16 bytes that name a group of events, as 32 hexadecimal digits. */
export type GroupId = string;

/**
 * A new group's name: a UUID version 7 (RFC 9562, 5.7), whose first 48 bits are the time, so that names come in order
 * into their index and the old ones can be found by range.
 */
export function createGroupId(now = Date.now()): GroupId {
  const time = now.toString(16).padStart(12, "0");
  // Of a version 4 only the version is another. Node has the random bits of several at hand.
  const random = randomUUID().replaceAll("-", "");
  return `${time}7${random.slice(13)}`;
}

/**
 * The name of one half of a group that had to be parted: always the same for the same group, so that a half that is
 * committed already is recognised when the whole is tried again after a crash.
 */
export function halfGroupId(id: GroupId, half: 0 | 1): GroupId {
  const bytes = createHash("sha256").update(`${id}:${half}`).digest().subarray(0, 16);
  bytes.write(id.slice(0, 12), 0, "hex");
  return withVersion(bytes).toString("hex");
}

/** When the group was made, in milliseconds since 1970. */
export function groupTime(id: GroupId): number {
  return Number.parseInt(id.slice(0, 12), 16);
}

function withVersion(bytes: Buffer): Buffer {
  bytes[6] = 0x70 | ((bytes[6] ?? 0) % 16);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) % 64);
  return bytes;
}
