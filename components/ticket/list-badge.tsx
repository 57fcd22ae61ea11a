"use client";
import { useState } from "react";
import type { DeliveryActions } from "./delivery-actions";
import { DeliveryBadge } from "./delivery-badge";
import { useEmailState } from "./email-state";
import type { ReplyEmailState } from "./view-types";

type Props = { ticketId: number; reply: ReplyEmailState; actions: DeliveryActions };

/** The badge of a ticket's newest reply; its card's details are fetched when somebody looks at it. */
export function ListBadge({ ticketId, reply, actions }: Props) {
  const [wanted, setWanted] = useState(false);
  const { data, isError } = useEmailState(ticketId, { enabled: wanted });
  return (
    <DeliveryBadge
      badge={reply.badge}
      email={data?.[reply.replyId] ?? null}
      unavailable={isError}
      onLook={() => setWanted(true)}
      actions={actions}
      className="relative"
    />
  );
}
