import { createHash } from "node:crypto";

/** 64 hexadecimal characters that are the same in every run: the demo data's ids and small irregularities. */
export const stableHash = (seed: string) => createHash("sha256").update(seed).digest("hex");

/** A whole number from 0 to below `limit`, the same in every run. */
export const stableNumber = (seed: string, limit: number) =>
  Number.parseInt(stableHash(seed).slice(0, 8), 16) % limit;

/** A UUID (version 4 in form), the same in every run. */
export function stableUuid(seed: string): string {
  const hex = stableHash(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
