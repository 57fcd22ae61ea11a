import { JournalFullError } from "./event-journal";

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may not grow any further",
  EROFS: "the disk is read-only",
  EACCES: "the folder may not be written to",
  EPERM: "the folder may not be written to",
};

/** Why the journal takes nothing, in words for an admin and without a path: it is shown without a sign-in. */
export function journalProblemOf(error: unknown): string {
  if (error instanceof JournalFullError) return "it has grown to EVENT_JOURNAL_MAX_MB";
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return reasons[code] ?? `it cannot be written (${code})`;
}
