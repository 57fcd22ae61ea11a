import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import {
  acceptInboundAction,
  markInboundHandledAction,
  resumeTransportAction,
  retryInboundAction,
} from "@/app/mail-problems/actions";
import { type MailProblemParams, mailProblemsAddress, pagesOf } from "@/app/mail-problems/problem-pages";
import { deliveryActions } from "@/app/tickets/delivery-actions";
import { PageHeader } from "@/components/layout/page-header";
import { RefreshEvery } from "@/components/live/refresh-every";
import { FailingMailbox } from "@/components/mail-problems/failing-mailbox";
import { IgnoredEmails } from "@/components/mail-problems/ignored-emails";
import { PausedTransport } from "@/components/mail-problems/paused-transport";
import { ProblemCopy } from "@/components/mail-problems/problem-copy";
import { ProblemInbound } from "@/components/mail-problems/problem-inbound";
import { ProblemList, ProblemSection } from "@/components/mail-problems/problem-section";
import { ResendTracks } from "@/components/mail-problems/resend-tracks";
import { SuppressedList } from "@/components/mail-problems/suppressed-list";
import { mailProblemWords as words } from "@/components/mail-problems/words";
import { EmptyState } from "@/components/ui/empty-state";
import { toWire } from "@/components/wire";
import { requireActor } from "@/services/auth/get-actor";
import { listMailProblems } from "@/services/email-delivery/list-mail-problems";
import { listSuppressedAddresses } from "@/services/email-delivery/list-suppressed-addresses";
import { suppressionsOf } from "@/services/email-delivery/suppressed-addresses";
import { listIgnoredEmails } from "@/services/inbound-email/list-ignored-emails";

export const metadata: Metadata = { title: words.title };

const pageSize = 25;
const ignoredDays = 7;
const refreshSeconds = 10;

export default async function MailProblemsPage({
  searchParams,
}: {
  searchParams: Promise<MailProblemParams>;
}) {
  const user = await requireActor(await headers());
  const pages = pagesOf(await searchParams);
  const [problems, ignored, suppressed] = await Promise.all([
    // One more than is shown tells whether there is another page.
    listMailProblems({
      limit: pageSize + 1,
      ...(pages.copies ? { beforeDelivery: pages.copies } : {}),
      ...(pages.inbound ? { beforeInbound: pages.inbound } : {}),
    }),
    listIgnoredEmails({ days: ignoredDays, limit: 100 }),
    listSuppressedAddresses({ limit: pageSize, ...(pages.suppressed ? { cursor: pages.suppressed } : {}) }),
  ]);
  const { transports, mailboxes, resendTracking, counts } = problems;
  const copies = problems.copies.slice(0, pageSize);
  const inbound = problems.inbound.slice(0, pageSize);
  const held = await suppressionsOf(copies.map(({ email }) => email));
  const now = new Date().toISOString();
  const isAdmin = user.role === "admin";
  const isFine =
    transports.length + mailboxes.length + counts.copies + counts.inbound === 0 && resendTracking === null;
  const more = (name: "copies" | "inbound", id: number | undefined, isMore: boolean) => ({
    older: isMore && id ? mailProblemsAddress({ ...pages, [name]: id }) : null,
    newest: pages[name] ? mailProblemsAddress({ ...pages, [name]: undefined }) : null,
  });
  return (
    <>
      <RefreshEvery seconds={refreshSeconds} />
      <PageHeader title={words.title} intro={words.intro} />
      <div className="grid max-w-4xl grid-cols-1 gap-7 px-4 py-5 sm:px-6">
        {isFine ? (
          <EmptyState icon={MailCheck} title={words.emptyTitle}>
            {words.emptyText}
          </EmptyState>
        ) : null}
        <ProblemList title={words.paused}>
          {transports.map((transport) => (
            <PausedTransport
              key={transport.name}
              transport={toWire(transport)}
              isAdmin={isAdmin}
              resume={resumeTransportAction}
            />
          ))}
        </ProblemList>
        <ProblemList title={words.mailboxes}>
          {mailboxes.map((mailbox) => (
            <FailingMailbox key={mailbox.label} mailbox={toWire(mailbox)} isAdmin={isAdmin} />
          ))}
        </ProblemList>
        <ProblemList title={words.doubleTracking}>
          {resendTracking
            ? [<ResendTracks key="resend" opens={resendTracking.opens} clicks={resendTracking.clicks} />]
            : []}
        </ProblemList>
        <ProblemList
          title={words.copies}
          count={counts.copies}
          {...more("copies", copies.at(-1)?.deliveryId, problems.copies.length > pageSize)}
        >
          {copies.map((copy) => (
            <ProblemCopy
              key={copy.deliveryId}
              copy={toWire(copy)}
              suppressed={toWire(held.get(copy.email) ?? null)}
              now={now}
              actions={deliveryActions}
            />
          ))}
        </ProblemList>
        <ProblemList
          title={words.inbound}
          count={counts.inbound}
          {...more("inbound", inbound.at(-1)?.inboundEmailId, problems.inbound.length > pageSize)}
        >
          {inbound.map((email) => (
            <ProblemInbound
              key={email.inboundEmailId}
              email={toWire(email)}
              now={now}
              retry={retryInboundAction}
              markHandled={markInboundHandledAction}
            />
          ))}
        </ProblemList>
        <ProblemSection
          title={words.suppressed}
          older={
            suppressed.nextCursor
              ? mailProblemsAddress({ ...pages, suppressed: suppressed.nextCursor })
              : null
          }
          newest={pages.suppressed ? mailProblemsAddress({ ...pages, suppressed: undefined }) : null}
        >
          <p className="text-ink-2">
            {suppressed.addresses.length > 0 ? words.suppressedText : words.suppressedEmpty}
          </p>
          {suppressed.addresses.length > 0 ? (
            <SuppressedList
              addresses={toWire(suppressed.addresses)}
              now={now}
              clear={deliveryActions.clear}
            />
          ) : null}
        </ProblemSection>
        {ignored.length > 0 ? (
          <IgnoredEmails emails={ignored} days={ignoredDays} now={now} accept={acceptInboundAction} />
        ) : null}
      </div>
    </>
  );
}
