"use client";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/action-result";
import type { TrackingPreview } from "@/services/email-delivery/preview-tracking";
import type { RichText } from "./rich-text-editor";

export type AskPreview = (input: {
  ticketId: number | null;
  html: string;
  recipients: string[];
}) => Promise<ActionResult<TrackingPreview>>;

const typingPauseMs = 400;

type Options = {
  ask: AskPreview;
  ticketId: number | null;
  content: RichText;
  recipients: string[];
  /** Whether there is a mail to send: a note is none. */
  isMail: boolean;
};

/**
 * What would be tracked in the mail as it stands, asked of the server when its links or its recipients have changed and
 * the typing has paused. Null while nothing is known; the last answer stays until the next one is there.
 */
export function useTrackingPreview({ ask, ticketId, content, recipients, isMail }: Options) {
  const [preview, setPreview] = useState<TrackingPreview | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ ask, html: content.html, recipients });
  latest.current = { ask, html: content.html, recipients };

  const asked = isMail ? JSON.stringify([content.linkKey, recipients]) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` and `attempt` say when to ask again.
  useEffect(() => {
    if (asked === null) {
      setPreview(null);
      setFailed(false);
      return;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const { ask: askNow, html, recipients: addresses } = latest.current;
      // The portal cannot be reached: said in the list, and no reason not to send.
      const answer = await askNow({ ticketId, html, recipients: addresses }).catch(() => null);
      if (stale) return;
      setFailed(!answer?.ok);
      if (answer?.ok) setPreview(answer.data);
    }, typingPauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asked, attempt, ticketId]);

  return { preview: isMail ? preview : null, failed: isMail && failed, retry: () => setAttempt(attempt + 1) };
}
