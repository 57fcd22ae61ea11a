"use client";
import { useEffect, useRef } from "react";
import { useAnnounce } from "@/components/live/announcer";
import type { DeliveryActions } from "./delivery-actions";
import { DeliveryBadge } from "./delivery-badge";
import { laterOf, useEmailState } from "./email-state";
import type { ReplyEmailView } from "./view-types";
import { badgeWords } from "./words";

type Props = { ticketId: number; email: ReplyEmailView; actions: DeliveryActions };

/** The badge of one reply in the conversation: drawn by the server, kept true in the browser. */
export function ReplyBadge({ ticketId, email, actions }: Props) {
  const announce = useAnnounce();
  const { data, isError } = useEmailState(ticketId, { enabled: true });
  const current = laterOf(email, data?.[email.replyId]);

  const previous = useRef(current.badge);
  useEffect(() => {
    if (previous.current === current.badge) return;
    previous.current = current.badge;
    const people = current.recipients.map((copy) => copy.name ?? copy.email).join(", ");
    announce(`Reply to ${people}: ${badgeWords[current.badge]}.`);
  }, [announce, current.badge, current.recipients]);

  return (
    <DeliveryBadge
      badge={current.badge}
      email={current}
      unavailable={isError && !current}
      actions={actions}
    />
  );
}
