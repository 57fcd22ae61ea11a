import { ArrowLeft, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { pathId } from "@/app/path-id";
import { ConsentForm } from "@/components/admin/consent-form";
import { ConsentMark } from "@/components/admin/consent-mark";
import { contactWords as words } from "@/components/admin/contact-words";
import { EraseContact } from "@/components/admin/erase-contact";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import { type ContactDetail, getContact } from "@/services/contacts/get-contact";
import { NotFoundError } from "@/services/errors";
import { isErasedAddress } from "@/services/privacy/erased-identity";
import { eraseContactAction, updateConsentAction } from "../actions";

export const metadata: Metadata = { title: words.title };

type Props = { params: Promise<{ id: string }> };

export default async function ContactPage({ params }: Props) {
  const { id } = await params;
  const contact = await contactOf(id);
  const now = new Date().toISOString();
  const isErased = isErasedAddress(contact.email);
  return (
    <>
      <PageHeader
        title={contact.name ?? contact.email}
        intro={`${contact.email} · ${words.facts(contact.ticketCount, contact.emailCount)}`}
      >
        <Button asChild look="ghost">
          <Link href="/admin/contacts">
            <ArrowLeft aria-hidden className="size-3.5" />
            {words.back}
          </Link>
        </Button>
      </PageHeader>
      <div className="grid max-w-3xl">
        {isErased ? (
          <p role="status" className="px-4 py-4 text-ink-2 sm:px-6">
            {words.erasedAlready}
          </p>
        ) : (
          <Consent contact={contact} now={now} />
        )}
        <Part title={words.exportTitle} text={words.exportText}>
          <Button asChild className="justify-self-start">
            <a href={`/admin/contacts/${contact.id}/export`} download>
              <Download aria-hidden className="size-3.5" />
              {words.download}
            </a>
          </Button>
        </Part>
        <Part title={words.eraseTitle}>
          <EraseContact
            contactId={contact.id}
            name={contact.name ?? contact.email}
            isErased={isErased}
            erase={eraseContactAction}
          />
          <Erasures erasures={contact.erasures} now={now} />
        </Part>
      </div>
    </>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="grid gap-3 border-b px-4 py-5 sm:px-6">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {text ? <p className="max-w-prose text-ink-2">{text}</p> : null}
      </div>
      {children}
    </section>
  );
}

function Consent({ contact, now }: { contact: ContactDetail; now: string }) {
  const { trackingConsent, consentSource, consentAt } = contact;
  return (
    <Part title={words.consentTitle} text={words.consentText}>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <ConsentMark consent={trackingConsent} />
        <span className="text-ink-3 wrap-anywhere">
          {consentSource}
          {consentSource && consentAt ? ", " : null}
          {consentAt ? <TimeAgo at={consentAt.toISOString()} now={now} /> : null}
        </span>
      </p>
      <ConsentForm
        contactId={contact.id}
        consent={trackingConsent}
        isOwnDecision={consentSource === "preferences page"}
        save={updateConsentAction}
      />
      <div>
        <h3 className="mb-1 text-xs font-medium text-ink-3">{words.history}</h3>
        {contact.consents.length === 0 ? <p className="text-ink-3">{words.noHistory}</p> : null}
        <ul className="grid gap-1.5">
          {contact.consents.map((entry) => (
            <li key={entry.id} className="flex flex-wrap items-center gap-x-2 wrap-anywhere">
              <ConsentMark consent={entry.consent} />
              <span className="text-ink-2">{entry.source}</span>
              <span className="text-ink-3">
                {words.by(entry.recordedBy)}, <TimeAgo at={entry.recordedAt.toISOString()} now={now} />
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Part>
  );
}

function Erasures({ erasures, now }: { erasures: ContactDetail["erasures"]; now: string }) {
  if (erasures.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-xs font-medium text-ink-3">{words.erasures}</h3>
      <ul className="grid gap-1">
        {erasures.map(({ id, strength, status, requestedBy, createdAt }) => (
          <li key={id} className="flex flex-wrap gap-x-2">
            <span>
              {words.strengths[strength]}: {words.states[status]}
            </span>
            <span className="text-ink-3">
              {words.by(requestedBy)}, <TimeAgo at={createdAt.toISOString()} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function contactOf(id: string): Promise<ContactDetail> {
  try {
    return await getContact(pathId(id));
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
