/** What every server action answers: its data, or words for the person who acted. */
export type ActionResult<T = void> =
  | { ok: true; data: T }
  | { ok: false; error: { message: string; field?: string } };

/** What an action answers that nobody signed in asks for, as plain text. */
export const signedOutText = "You are signed out. Sign in again in another tab, then go on here.";
