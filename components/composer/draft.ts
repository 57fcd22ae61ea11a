import type { Address } from "@/components/ticket/view-types";
import type { AttachmentView } from "@/services/attachments/attachments-of-reply";

export type Draft = {
  html: string;
  internal: boolean;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  track: boolean;
  /** Addresses of links that were switched off; drafts of earlier versions have none. */
  untracked?: string[];
  /** Files that were uploaded for it. */
  attachments?: AttachmentView[];
  /** Of a ticket that is yet to be opened. */
  subject?: string;
};

/** Null: the draft of a new ticket. */
export type Place = number | null;

let owner = "";

/** Says whose the drafts of this browser are from now on: of several people who use it, each finds their own. */
export function ownDrafts(userId: string) {
  // The server draws pages for everybody at once, and reads no drafts.
  if (typeof window !== "undefined") owner = userId;
}

const key = (place: Place) => `myportal:draft:${owner}:${place ?? "new"}`;
/** What storage did not take, being blocked or full: good until the page is loaded anew. */
const inMemory = new Map<string, Draft>();

/** The draft of a ticket that this browser kept; null without one, or when storage is not available. */
export function readDraft(place: Place): Draft | null {
  const name = key(place);
  const newest = inMemory.get(name);
  if (newest) return newest;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    return isDraft(stored) ? stored : null;
  } catch {
    // Storage is blocked, or holds something else.
    return null;
  }
}

/** Keeps a draft, or forgets it when given null. */
export function keepDraft(place: Place, draft: Draft | null) {
  const name = key(place);
  inMemory.delete(name);
  try {
    if (draft) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // Kept in memory, only not beyond this page's life. What storage may hold from before is older.
    if (draft) inMemory.set(name, draft);
  }
}

/**
 * A text that was taken back, before the one that is being written. That one stays what it is: a note is not mailed, and
 * what was switched off stays off.
 */
export function besideWaiting(back: Draft, waiting: Draft | null): Draft {
  if (!waiting) return back;
  return {
    ...back,
    html: back.html + waiting.html,
    internal: waiting.internal,
    track: back.track && waiting.track,
    untracked: [...new Set([...(back.untracked ?? []), ...(waiting.untracked ?? [])])],
    attachments: [...(back.attachments ?? []), ...(waiting.attachments ?? [])],
  };
}

const givenBack = "myportal:draft-given-back";
type GivenBack = CustomEvent<{ place: Place; draft: Draft }>;

/** Puts a text that was taken back into its composer, before what stands there; if none is open, it finds it later. */
export function giveBackDraft(place: Place, draft: Draft) {
  const event: GivenBack = new CustomEvent(givenBack, { detail: { place, draft }, cancelable: true });
  window.dispatchEvent(event);
  if (!event.defaultPrevented) keepDraft(place, besideWaiting(draft, readDraft(place)));
}

/** Calls the composer of this place when a text comes back to it. @returns a function that ends it */
export function onDraftGivenBack(place: Place, take: (draft: Draft) => void): () => void {
  function listen(event: Event) {
    const { detail } = event as GivenBack;
    if (detail.place !== place) return;
    event.preventDefault();
    take(detail.draft);
  }
  window.addEventListener(givenBack, listen);
  return () => window.removeEventListener(givenBack, listen);
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const draft = value as Record<string, unknown>;
  return (
    typeof draft.html === "string" &&
    [draft.to, draft.cc, draft.bcc, draft.untracked ?? []].every(Array.isArray)
  );
}
