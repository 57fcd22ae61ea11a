"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Draws the page anew now and then, for what no ticket's change tells of. Not while nobody looks. */
export function RefreshEvery({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return null;
}
