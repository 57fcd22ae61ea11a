import { ShieldCheck, ShieldOff, ShieldQuestion } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { TimeAgo } from "@/components/ui/time-ago";
import { DetailsFold } from "./details-fold";
import { ParticipantList } from "./participant-list";
import { StatusIcon } from "./status-mark";
import { type SaveTicket, TicketProperties } from "./ticket-properties";
import type { ChangeParticipant, ConversationView, Participant, Person } from "./view-types";
import { statusWords, detailWords as words } from "./words";

type Props = {
  ticket: ConversationView["ticket"];
  otherTickets: ConversationView["otherTickets"];
  participants: Participant[];
  people: Person[];
  now: string;
  save: SaveTicket;
  removeParticipant: ChangeParticipant;
};

const consentIcons = { unknown: ShieldQuestion, consented: ShieldCheck, opted_out: ShieldOff };

/** What is known of the ticket beside the conversation, and what can be changed about it. */
export function DetailsPanel({
  ticket,
  otherTickets,
  participants,
  people,
  now,
  save,
  removeParticipant,
}: Props) {
  const { requester, requesterConsent } = ticket;
  const ConsentIcon = consentIcons[requesterConsent];
  return (
    <DetailsFold summary={`${statusWords[ticket.status]} · ${ticket.assignee?.name ?? words.unassigned}`}>
      <Block title={words.requester}>
        <div className="flex items-center gap-2.5">
          <Avatar name={requester.name ?? requester.email} tone="contact" className="size-8" />
          <div className="min-w-0">
            <p className="truncate font-medium">{requester.name ?? requester.email}</p>
            {requester.name ? <p className="truncate text-xs text-ink-3">{requester.email}</p> : null}
          </div>
        </div>
        <p className="mt-2 flex items-center gap-1.5 text-xs text-ink-2">
          <ConsentIcon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          {words.consent[requesterConsent]}
        </p>
      </Block>
      {participants.length > 0 ? (
        <Block title={words.participants}>
          <ParticipantList ticketId={ticket.id} participants={participants} remove={removeParticipant} />
        </Block>
      ) : null}
      <Block title={words.properties}>
        <TicketProperties
          ticketId={ticket.id}
          status={ticket.status}
          priority={ticket.priority}
          assignee={ticket.assignee}
          tags={ticket.tags}
          people={people}
          save={save}
        />
      </Block>
      <Block title={words.otherTickets}>
        {otherTickets.length === 0 ? <p className="text-ink-3">{words.noOtherTickets}</p> : null}
        <ul className="-mx-1.5 grid grid-cols-[minmax(0,1fr)] gap-px">
          {otherTickets.map((other) => (
            <li key={other.id}>
              <Link
                href={`/tickets/${other.id}`}
                className="flex items-center gap-2 rounded-md px-1.5 py-1 hover:bg-hover"
                title={other.subject}
              >
                <StatusIcon status={other.status} />
                <span className="sr-only">{statusWords[other.status]}</span>
                <span className="min-w-0 truncate">{other.subject}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Block>
      <p className="px-4 py-3 text-xs text-ink-3">
        {words.opened} <TimeAgo at={ticket.createdAt.toISOString()} now={now} />
      </p>
    </DetailsFold>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b px-4 py-3.5">
      <h2 className="mb-2 text-xs font-medium text-ink-3">{title}</h2>
      {children}
    </section>
  );
}
