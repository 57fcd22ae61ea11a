/** What every server action answers: its data, or words for the person who acted. */
export type ActionResult<T = void> =
  | { ok: true; data: T }
  | { ok: false; error: { message: string; field?: string } };
