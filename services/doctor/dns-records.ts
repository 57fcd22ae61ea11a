import type { promises as dns } from "node:dns";
import { NotKnownError } from "./check";

/** Answers that say of a name that it, or this kind of record of it, does not exist. Anything else tells nothing. */
const absent = new Set(["ENODATA", "ENOTFOUND"]);

export type TextRecords = {
  /** The strings of each record, put together (RFC 7208, 3.3). */
  records: string[];
  /** False: neither this name nor any below it exists (RFC 8020). */
  exists: boolean;
};

/**
 * The TXT records of a name.
 * @throws {NotKnownError} when no name server answers
 */
export async function textRecords(resolver: dns.Resolver, name: string): Promise<TextRecords> {
  try {
    const records = await resolver.resolveTxt(name);
    return { records: records.map((parts) => parts.join("")), exists: true };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (absent.has(code)) return { records: [], exists: code === "ENODATA" };
    throw new NotKnownError(
      `${name} cannot be looked up from here (${code}).`,
      "Look it up from a machine with DNS, or run `npm run doctor -- --dns 1.1.1.1`.",
    );
  }
}
