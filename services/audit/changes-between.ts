export type Changes = Record<string, { from: unknown; to: unknown }>;

/** The fields whose values differ, as the audit log keeps them. Both sides have the same fields. */
export function changesBetween<T extends Record<string, unknown>>(before: T, after: T): Changes {
  const changes: Changes = {};
  for (const field of Object.keys(after)) {
    if (before[field] !== after[field]) changes[field] = { from: before[field], to: after[field] };
  }
  return changes;
}
