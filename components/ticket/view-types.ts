import type { ActionResult } from "@/components/action-result";
import type { Wire } from "@/components/wire";
import type { BadgeState } from "@/services/tickets/badge-state";
import type { Address, ConversationReply, ConversationView } from "@/services/tickets/get-conversation";
import type { ReplyEmailState, TicketListItem } from "@/services/tickets/list-tickets";
import type { RecipientCopy, ReplyEmail } from "@/services/tickets/reply-emails";

export type { Address, BadgeState, ConversationReply, ConversationView, ReplyEmailState, TicketListItem };

/** As `GET /api/tickets/{id}/email-state` sends them: dates are ISO strings. */
export type ReplyEmailView = Wire<ReplyEmail>;
export type RecipientCopyView = Wire<RecipientCopy>;

export type DeliveryStatus = RecipientCopyView["status"];
export type DeliveryFailure = NonNullable<RecipientCopyView["failure"]>;

export type TicketStatus = TicketListItem["status"];
export type TicketPriority = TicketListItem["priority"];
export type Person = { id: string; name: string };

export type SenderChecksView = NonNullable<ConversationReply["senderChecks"]>;
export type Participant = ConversationView["participants"][number];
/** Adds somebody to a ticket, or takes them out: server actions. */
export type ChangeParticipant = (input: { ticketId: number; email: string }) => Promise<ActionResult<void>>;
