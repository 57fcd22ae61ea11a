import type { DeliveryActions } from "./delivery-actions";
import { FoldedMessages } from "./folded-messages";
import { Message } from "./message";
import type { ChangeParticipant, ConversationReply, Participant } from "./view-types";

type Props = {
  ticketId: number;
  /** Their address. */
  requester: string;
  replies: ConversationReply[];
  participants: Participant[];
  now: string;
  actions: DeliveryActions;
  addParticipant: ChangeParticipant;
};

const shownAtOnce = 14;
const shownOfLong = 8;

/** The messages, oldest first. Of a long conversation the first and the newest, the rest a click away. */
export function Conversation({ replies, ...shared }: Props) {
  const messages = replies.map((reply) => ({
    id: reply.id,
    drawn: <Message reply={reply} {...shared} />,
  }));
  const ids = replies.map(({ id }) => id);
  return (
    <FoldedMessages messages={messages} folded={ids.length > shownAtOnce ? ids.slice(1, -shownOfLong) : []} />
  );
}
