"use client";
import { useQuery } from "@tanstack/react-query";
import { useLiveIsUp } from "@/components/live/live-updates";
import type { ReplyEmailView } from "./view-types";

type EmailStates = Record<string, ReplyEmailView>;

const emailStateKey = (ticketId: number) => ["email-state", ticketId] as const;

async function fetchEmailState(ticketId: number): Promise<EmailStates> {
  const response = await fetch(`/api/tickets/${ticketId}/email-state`, {
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`email state of ticket ${ticketId}: ${response.status}`);
  return response.json();
}

/** Of what is known of a mail from two answers the later: a page that was drawn earlier may arrive last. */
export function laterOf(one: ReplyEmailView, other: ReplyEmailView | undefined): ReplyEmailView {
  return other && other.asOf > one.asOf ? other : one;
}

const pollMs = 5000;

/** What became of a ticket's mails. The stream of changes invalidates it; without the stream it polls. */
export function useEmailState(
  ticketId: number,
  options: { enabled?: boolean; initialData?: EmailStates } = {},
) {
  const live = useLiveIsUp();
  return useQuery({
    queryKey: emailStateKey(ticketId),
    queryFn: () => fetchEmailState(ticketId),
    // What could not be read is asked for again: no change may come that would.
    refetchInterval: ({ state }) => (live && state.status !== "error" ? false : pollMs),
    ...options,
  });
}
