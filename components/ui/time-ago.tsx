"use client";
import { useEffect, useState } from "react";
import { exactTime, relativeTime } from "./format-time";

/** A moment, relative to now, with the exact local time on hover. Kept up to date once a minute. */
export function TimeAgo({ at, now, className }: { at: string; now: string; className?: string }) {
  // The server's "now" first, so that the first paint in the browser says the same.
  const [current, setCurrent] = useState(() => new Date(now));
  const [exact, setExact] = useState<string | undefined>(undefined);
  useEffect(() => {
    setExact(exactTime(new Date(at)));
    const update = () => setCurrent(new Date());
    update();
    const timer = setInterval(update, 60_000);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <time dateTime={at} title={exact} className={className}>
      {relativeTime(new Date(at), current)}
    </time>
  );
}
