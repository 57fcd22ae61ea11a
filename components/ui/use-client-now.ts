"use client";
import { useEffect, useState } from "react";

/** Now, in the browser; null while the server draws the page: its time zone is not the reader's. */
export function useClientNow(): Date | null {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => setNow(new Date()), []);
  return now;
}
