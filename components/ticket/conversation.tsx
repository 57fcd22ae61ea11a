import type { DeliveryActions } from "./delivery-actions";
import { EarlierMessages } from "./earlier-messages";
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
  const draw = (reply: ConversationReply) => <Message key={reply.id} reply={reply} {...shared} />;
  if (replies.length <= shownAtOnce) return <div className="grid grid-cols-1 gap-3">{replies.map(draw)}</div>;
  const [first, ...rest] = replies;
  const earlier = rest.slice(0, -shownOfLong);
  return (
    <div className="grid grid-cols-1 gap-3">
      {first ? draw(first) : null}
      <EarlierMessages count={earlier.length}>{earlier.map(draw)}</EarlierMessages>
      {rest.slice(-shownOfLong).map(draw)}
    </div>
  );
}
