import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { pathId } from "@/app/path-id";
import { previewTrackingAction } from "@/app/tickets/actions";
import { deliveryActions, suppressionActions } from "@/app/tickets/delivery-actions";
import { trackingOffer } from "@/app/tickets/tracking-offer";
import { Composer } from "@/components/composer/composer";
import { Conversation } from "@/components/ticket/conversation";
import { DetailsPanel } from "@/components/ticket/details-panel";
import { StatusMark } from "@/components/ticket/status-mark";
import { conversationWords as words } from "@/components/ticket/words";
import { attachmentLimit } from "@/services/attachments/attachment-limit";
import { showInlineImages } from "@/services/attachments/show-inline-images";
import { requireActor } from "@/services/auth/get-actor";
import { listAssignees } from "@/services/auth/list-users";
import { getSignature } from "@/services/auth/own-account";
import { NotFoundError } from "@/services/errors";
import { getConversation } from "@/services/tickets/get-conversation";
import { findTicket } from "@/services/tickets/list-tickets";
import { addParticipantAction, removeParticipantAction, replyAction, updateTicketAction } from "./actions";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ticket = await findTicket(pathId((await params).id));
  return { title: ticket ? `#${ticket.id} ${ticket.subject}` : "Ticket" };
}

export default async function TicketPage({ params }: Props) {
  const id = pathId((await params).id);
  const user = await requireActor(await headers());
  const [conversation, people, signatureHtml, tracking, filesLimit] = await Promise.all([
    getConversation(id).catch((error: unknown) => {
      if (error instanceof NotFoundError) notFound();
      throw error;
    }),
    listAssignees(),
    getSignature(user),
    trackingOffer(),
    attachmentLimit(),
  ]);
  const { ticket, otherTickets, participants, defaultRecipients } = conversation;
  const replies = conversation.replies.map((reply) => ({
    ...reply,
    bodyHtml: showInlineImages(
      reply.bodyHtml,
      reply.attachments,
      (file) => `/tickets/${id}/attachments/${file.id}`,
    ),
  }));
  const now = new Date().toISOString();
  return (
    <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_17rem] lg:grid-rows-[auto_minmax(0,1fr)] panes:h-[calc(100dvh-1.125rem)]">
      <header className="flex items-center gap-2 border-b py-2 pr-4 pl-2 lg:h-12">
        <Link
          href="/tickets"
          className="inline-flex items-center gap-0.5 self-start rounded-md py-1 pr-1.5 pl-0.5 text-ink-2 hover:bg-hover hover:text-ink lg:self-auto"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {words.back}
        </Link>
        <h1
          className="min-w-0 flex-1 text-base font-semibold tracking-tight [overflow-wrap:anywhere] lg:truncate"
          title={ticket.subject}
        >
          {ticket.subject} <span className="font-normal text-ink-3">#{ticket.id}</span>
        </h1>
        <span className="hidden sm:block">
          <StatusMark status={ticket.status} />
        </span>
      </header>
      <DetailsPanel
        ticket={ticket}
        otherTickets={otherTickets}
        participants={participants}
        people={people}
        now={now}
        save={updateTicketAction}
        removeParticipant={removeParticipantAction}
      />
      <div className="min-w-0 lg:col-start-1 lg:row-start-2 panes:flex panes:min-h-0 panes:flex-col">
        {/* Reversed, so that it opens at the newest message, without a script and without a jump. */}
        <section
          aria-label={words.conversation}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          className="panes:flex panes:min-h-0 panes:flex-1 panes:flex-col-reverse panes:overflow-y-auto"
        >
          <div className="mx-auto w-full max-w-3xl px-3 py-4 sm:px-6 panes:mb-auto">
            <Conversation
              requester={ticket.requester.email}
              ticketId={id}
              replies={replies}
              participants={participants}
              now={now}
              actions={deliveryActions}
              addParticipant={addParticipantAction}
            />
          </div>
        </section>
        <div className="mx-auto w-full max-w-3xl px-3 pb-3 sm:px-6 sm:pb-4">
          <Composer
            ticketId={id}
            status={ticket.status}
            requester={{
              name: ticket.requester.name ?? ticket.requester.email,
              consent: ticket.requesterConsent,
            }}
            defaults={defaultRecipients}
            signatureHtml={signatureHtml}
            tracking={tracking}
            preview={previewTrackingAction}
            send={replyAction}
            attachmentLimit={filesLimit}
            withdraw={deliveryActions.withdraw}
            suppressions={suppressionActions}
          />
        </div>
      </div>
    </div>
  );
}
