"use client";
import { useState } from "react";
import { DeliveryBadge } from "./delivery-badge";
import type { RetryDelivery } from "./delivery-card";
import { useEmailState } from "./email-state";
import type { ReplyEmailState } from "./view-types";

type Props = { ticketId: number; reply: ReplyEmailState; retry: RetryDelivery };

/** The badge of a ticket's newest reply; its card's details are fetched when somebody looks at it. */
export function ListBadge({ ticketId, reply, retry }: Props) {
  const [wanted, setWanted] = useState(false);
  const { data, isError } = useEmailState(ticketId, { enabled: wanted });
  return (
    <DeliveryBadge
      badge={reply.badge}
      email={data?.[reply.replyId] ?? null}
      unavailable={isError}
      onLook={() => setWanted(true)}
      retry={retry}
      className="relative"
    />
  );
}
