import type { Address } from "@/components/ticket/view-types";

export type Draft = {
  html: string;
  internal: boolean;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  track: boolean;
  /** Addresses of links that were switched off; drafts of earlier versions have none. */
  untracked?: string[];
};

const key = (ticketId: number) => `myportal:draft:${ticketId}`;

/** The draft of a ticket that this browser kept; null without one, or when storage is not available. */
export function readDraft(ticketId: number): Draft | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key(ticketId)) ?? "null");
    return isDraft(stored) ? stored : null;
  } catch {
    // Storage is blocked, or holds something else: the composer starts empty.
    return null;
  }
}

/** Keeps a draft, or forgets it when given null. */
export function keepDraft(ticketId: number, draft: Draft | null) {
  try {
    if (draft) localStorage.setItem(key(ticketId), JSON.stringify(draft));
    else localStorage.removeItem(key(ticketId));
  } catch {
    // Storage is full or blocked: the text is still in the editor, only not kept beyond this page.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const draft = value as Record<string, unknown>;
  return (
    typeof draft.html === "string" &&
    [draft.to, draft.cc, draft.bcc, draft.untracked ?? []].every(Array.isArray)
  );
}
