import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { classNames } from "@/components/ui/class-names";
import { TimeAgo } from "@/components/ui/time-ago";
import { toWire } from "@/components/wire";
import { AttachmentList } from "./attachment-list";
import { countRemoteImages } from "./count-remote-images";
import type { DeliveryActions } from "./delivery-actions";
import { HeldReply } from "./held-reply";
import { MessageFrame } from "./message-frame";
import { ReplyBadge } from "./reply-badge";
import { SenderNotice } from "./sender-notice";
import type { ChangeParticipant, ConversationReply, Participant } from "./view-types";
import { conversationWords as words } from "./words";

type Props = {
  ticketId: number;
  /** The address of who opened the ticket. */
  requester: string;
  reply: ConversationReply;
  participants: Participant[];
  now: string;
  actions: DeliveryActions;
  addParticipant: ChangeParticipant;
};

/** One message: the requester's plain, an agent's tinted blue and set in, a note tinted yellow. */
export function Message({ ticketId, requester, reply, participants, now, actions, addParticipant }: Props) {
  const { author, isInternal, email } = reply;
  const fromAgent = author.kind === "agent";
  const isParticipant = participants.some(({ email: known }) => known === author.email);
  const contactKind =
    author.email === requester ? words.requester : isParticipant ? words.participant : words.somebodyElse;
  const kinds = { agent: words.agent, contact: contactKind, system: words.automatic };
  const kind = isInternal ? words.note : kinds[author.kind];
  return (
    <article
      id={`reply-${reply.id}`}
      tabIndex={-1}
      aria-label={`${kind}, ${author.name}`}
      className={classNames(
        "scroll-mt-4 rounded-lg border px-3.5 py-3",
        author.kind === "contact" && "mr-4 border-line-strong bg-surface sm:mr-12",
        fromAgent && !isInternal && "ml-4 border-agent-line bg-agent sm:ml-12",
        author.kind === "system" && "border-dashed bg-sunken",
        isInternal && "ml-4 border-note-line bg-note sm:ml-12",
      )}
    >
      <header className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1">
        <Avatar name={author.name} tone={author.kind === "contact" ? "contact" : "agent"} />
        {/* A long badge goes below rather than cut a name short. */}
        <div className="min-w-32 flex-1">
          {/* One line: who it is goes first, and what they are where there is room for it. */}
          <p className="flex h-[1lh] flex-wrap overflow-hidden">
            <span className="max-w-full truncate font-semibold">{author.name}</span>
            <Tag note={isInternal}>{kind}</Tag>
          </p>
          <p className="truncate text-xs text-ink-3">{isInternal ? words.noteHint : recipientsLine(reply)}</p>
        </div>
        <TimeAgo at={reply.createdAt.toISOString()} now={now} className="text-xs text-ink-3" />
        {email ? <ReplyBadge ticketId={ticketId} email={toWire(email)} actions={actions} /> : null}
      </header>
      {reply.senderChecks ? (
        <SenderNotice
          ticketId={ticketId}
          checks={reply.senderChecks}
          isParticipant={isParticipant}
          add={addParticipant}
        />
      ) : null}
      {author.kind === "contact" ? (
        <MessageFrame
          ticketId={ticketId}
          replyId={reply.id}
          author={author.name}
          images={countRemoteImages(reply.bodyHtml)}
          textLength={reply.bodyText.length}
        />
      ) : (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the service that wrote it.
        <div className="rich-text" dangerouslySetInnerHTML={{ __html: withTablesToScroll(reply.bodyHtml) }} />
      )}
      <AttachmentList ticketId={ticketId} attachments={reply.attachments} />
      {email ? <HeldReply email={toWire(email)} withdraw={actions.withdraw} className="mt-3" /> : null}
    </article>
  );
}

function Tag({ note, children }: { note: boolean; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "ml-2 inline-flex items-center gap-1 rounded-sm px-1 text-xs font-medium",
        note ? "bg-note-line/40 text-note-text" : "text-ink-3",
      )}
    >
      {note ? <Lock aria-hidden className="size-3" /> : null}
      {children}
    </span>
  );
}

/** A wide table scrolls sideways, by keyboard too. What was sanitised has a `<` in tags only. */
function withTablesToScroll(html: string): string {
  return html.replaceAll("<table", '<table tabindex="0"');
}

function recipientsLine(reply: ConversationReply): string {
  if (!reply.email) return reply.author.email ?? "";
  // Who got it in Bcc stands in the card.
  const names = (role: "to" | "cc") =>
    (reply.email?.recipients ?? [])
      .filter((copy) => copy.role === role)
      .map((copy) => copy.name ?? copy.email)
      .join(", ");
  const parts = [names("to") && `to ${names("to")}`, names("cc") && `cc ${names("cc")}`];
  return parts.filter(Boolean).join(" · ");
}
