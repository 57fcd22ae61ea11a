"use client";
import { useEffect } from "react";
import { useRefresh } from "./use-refresh";

/** Draws the page anew now and then, for what no ticket's change tells of. Not while nobody looks. */
export function RefreshEvery({ seconds }: { seconds: number }) {
  const refresh = useRefresh();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [refresh, seconds]);
  return null;
}
