"use client";
import { useQuery } from "@tanstack/react-query";
import { useLiveIsUp } from "@/components/live/live-updates";
import type { ReplyEmailView } from "./view-types";

export type EmailStates = Record<string, ReplyEmailView>;

export const emailStateKey = (ticketId: number) => ["email-state", ticketId] as const;

async function fetchEmailState(ticketId: number): Promise<EmailStates> {
  const response = await fetch(`/api/tickets/${ticketId}/email-state`, {
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`email state of ticket ${ticketId}: ${response.status}`);
  return response.json();
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
