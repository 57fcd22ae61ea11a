import type { CommitReport } from "./commit-lane";
import type { EncodedGroup } from "./journal/journal-records";

/** Groups for the thread that commits. `lane`: which of its live ones, or, behind them, the one that replays. */
export type CommitRequest = PackedGroups & { call: number; lane: number };

export type CommitAnswer = { call: number } & (
  | { report: CommitReport }
  /** What may be said of it: a database's error repeats values. */
  | { failure: { message: string; code: string | null } }
);

/** Posted to the thread when nothing more comes. */
export const endOfWork = "end";

/** `records`: the groups' bytes one behind the other, in memory of its own, which can change hands without a copy. */
type PackedGroups = {
  groups: { id: string; events: number; bytes: number }[];
  records: Uint8Array<ArrayBuffer>;
};

export function packGroups(groups: readonly EncodedGroup[]): PackedGroups {
  const records = new Uint8Array(groups.reduce((sum, { record }) => sum + record.length, 0));
  let offset = 0;
  for (const { record } of groups) {
    records.set(record, offset);
    offset += record.length;
  }
  return { groups: groups.map(({ id, events, record }) => ({ id, events, bytes: record.length })), records };
}

export function unpackGroups({ groups, records }: PackedGroups): EncodedGroup[] {
  const all = Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  let offset = 0;
  return groups.map(({ id, events, bytes }) => {
    const record = all.subarray(offset, offset + bytes);
    offset += bytes;
    return { id, events, record };
  });
}
