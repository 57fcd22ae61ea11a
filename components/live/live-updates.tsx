"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { connectLive } from "./live-connection";

const LiveContext = createContext(true);

/** Whether changes arrive by themselves; while they do not, ask again every few seconds. */
export function useLiveIsUp() {
  return useContext(LiveContext);
}

const pollMs = 5000;

/** Refreshes what is on the page when a ticket changes: queries at once, server-rendered parts right after. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const router = useRouter();
  const [up, setUp] = useState(true);
  const refreshTimer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    function refreshSoon() {
      if (refreshTimer.current) return;
      refreshTimer.current = setTimeout(() => {
        refreshTimer.current = null;
        router.refresh();
      }, 250);
    }
    let wasUp = false;
    return connectLive({
      onChange: (ticketId) => {
        void queries.invalidateQueries({ queryKey: ["email-state", ticketId] });
        refreshSoon();
      },
      onStatus: (next) => {
        // Whatever happened while nobody listened is asked for, the first time too: since the page was drawn.
        if (next && !wasUp) {
          void queries.invalidateQueries({ queryKey: ["email-state"] });
          refreshSoon();
        }
        wasUp = next;
        setUp(next);
      },
    });
  }, [queries, router]);

  useEffect(() => {
    if (up) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, pollMs);
    return () => clearInterval(timer);
  }, [up, router]);

  return <LiveContext value={up}>{children}</LiveContext>;
}
