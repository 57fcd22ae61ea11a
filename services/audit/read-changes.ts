import { z } from "zod";

const changesSchema = z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })).nullable();

/** The changes of an entry, out of the JSON in which the audit log keeps them. */
export function readChanges(stored: unknown) {
  return changesSchema.parse(stored);
}
