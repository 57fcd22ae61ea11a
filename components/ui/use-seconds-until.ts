"use client";
import { useEffect, useState } from "react";

/** The whole seconds until a moment by this browser's clock; 0 once it is over. */
export function secondsUntil(moment: Date): number {
  return Math.max(0, Math.ceil((moment.getTime() - Date.now()) / 1000));
}

/** {@link secondsUntil}, kept true; null without a moment, and while the server draws the page. */
export function useSecondsUntil(moment: Date | null): number | null {
  const at = moment?.getTime() ?? null;
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    if (at === null) return setSeconds(null);
    const update = () => {
      const left = secondsUntil(new Date(at));
      setSeconds(left);
      if (left === 0) clearInterval(timer);
    };
    const timer = setInterval(update, 250);
    update();
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
