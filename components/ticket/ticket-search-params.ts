import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

const statuses = ["open", "pending", "solved", "closed"] as const;

/** The ticket list's filters, as they stand in the address. */
export const ticketSearchParams = {
  status: parseAsStringLiteral(statuses),
  /** A user's id, `me` or `unassigned`. */
  assignee: parseAsString,
  q: parseAsString,
  tag: parseAsString,
  /** The cursors that led here, oldest first, so that "Newer" can go back one page at a time. */
  pages: parseAsString,
};

export const loadTicketSearchParams = createLoader(ticketSearchParams);
export const ticketListAddress = createSerializer(ticketSearchParams);

const separator = "~";

export function currentCursor(pages: string | null): string | undefined {
  return pages?.split(separator).at(-1) || undefined;
}

export function olderPages(pages: string | null, nextCursor: string): string {
  return pages ? `${pages}${separator}${nextCursor}` : nextCursor;
}

export function newerPages(pages: string | null): string | null {
  return pages?.split(separator).slice(0, -1).join(separator) || null;
}
