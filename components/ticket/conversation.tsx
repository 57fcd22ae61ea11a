import type { DeliveryActions } from "./delivery-actions";
import { EarlierMessages } from "./earlier-messages";
import { Message } from "./message";
import type { ConversationReply } from "./view-types";

type Props = { ticketId: number; replies: ConversationReply[]; now: string; actions: DeliveryActions };

const shownAtOnce = 14;
const shownOfLong = 8;

/** The messages, oldest first. Of a long conversation the first and the newest, the rest a click away. */
export function Conversation({ ticketId, replies, now, actions }: Props) {
  const draw = (reply: ConversationReply) => (
    <Message key={reply.id} ticketId={ticketId} reply={reply} now={now} actions={actions} />
  );
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
