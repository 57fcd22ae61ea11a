"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { connectLive } from "./live-connection";
import { useRefresh } from "./use-refresh";

const LiveContext = createContext(true);

/** Whether changes arrive by themselves; while they do not, ask again every few seconds. */
export function useLiveIsUp() {
  return useContext(LiveContext);
}

const gatherMs = 250;
const pollMs = 5000;

/** Refreshes what is on the page when a ticket changes: queries at once, server-rendered parts right after. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const refresh = useRefresh();
  // Not before the first stream: it may be refused, or held back on its way for ever.
  const [up, setUp] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    function refreshIn(delay: number) {
      timer ??= setTimeout(async () => {
        // Who comes back to the tab is told that the stream is up, and then everything is asked for.
        const isDone = document.visibilityState === "hidden" || (await refresh());
        timer = undefined;
        if (!isDone && !ended) refreshIn(pollMs);
      }, delay);
    }
    let wasUp = false;
    const disconnect = connectLive({
      onChange: (ticketId) => {
        void queries.invalidateQueries({ queryKey: ["email-state", ticketId] });
        refreshIn(gatherMs);
      },
      onStatus: (next) => {
        // Whatever happened while nobody listened is asked for, the first time too: since the page was drawn.
        if (next && !wasUp) {
          void queries.invalidateQueries({ queryKey: ["email-state"] });
          refreshIn(gatherMs);
        }
        wasUp = next;
        setUp(next);
      },
    });
    return () => {
      ended = true;
      clearTimeout(timer);
      disconnect();
    };
  }, [queries, refresh]);

  useEffect(() => {
    if (up) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refresh();
    }, pollMs);
    return () => clearInterval(timer);
  }, [up, refresh]);

  return <LiveContext value={up}>{children}</LiveContext>;
}
