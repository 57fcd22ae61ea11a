"use client";
import { useRouter } from "next/navigation";
import { useCallback } from "react";

const patienceMs = 5000;

/**
 * Draws the page anew, once the portal has said that it is there: Next.js takes a refresh that fails for a way to another
 * page and has the browser load that, so that the browser's error page, or a proxy's, would take the place of what somebody
 * reads and writes.
 * @returns what does it, and tells whether it did
 */
export function useRefresh(): () => Promise<boolean> {
  const router = useRouter();
  return useCallback(async () => {
    const isThere = await canAnswer();
    if (isThere) router.refresh();
    return isThere;
  }, [router]);
}

/** Whether a page would be answered; one that leads to the sign-in page, too. */
async function canAnswer(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const { ok, status } = await fetch("/api/live", { method: "HEAD", cache: "no-store", signal });
    return ok || status === 401;
  } catch {
    return false;
  }
}
