import type { ActionResult } from "@/components/action-result";
import type { Wire } from "@/components/wire";
import type { WithdrawnReply } from "@/services/email-delivery/withdraw-reply";
import type { DeliveryEvent } from "@/services/tickets/delivery-timeline";
import type { TicketStatus } from "./view-types";

export type TimelineEntry = Wire<DeliveryEvent>;

/** What an agent can do about a copy, or about a whole reply that has not left: server actions, handed down as one. */
export type DeliveryActions = {
  /** Sends again, to another address if one is given; `clear`: the address that is allowed again first. */
  retry: (input: { deliveryId: number; email?: string; clear?: string }) => Promise<ActionResult<void>>;
  cancel: (input: { deliveryId: number }) => Promise<ActionResult<void>>;
  markHandled: (input: { deliveryId: number }) => Promise<ActionResult<void>>;
  clear: (input: { email: string }) => Promise<ActionResult<void>>;
  timeline: (input: { deliveryId: number }) => Promise<ActionResult<TimelineEntry[]>>;
  withdraw: WithdrawReply;
};

/** Takes a reply back that has not left; `status` is the one that its ticket goes back to. */
export type WithdrawReply = (input: {
  replyId: number;
  status?: TicketStatus;
}) => Promise<ActionResult<WithdrawnReply>>;
