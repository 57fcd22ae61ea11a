import { Contact, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ConsentMark } from "@/components/admin/consent-mark";
import { contactWords as words } from "@/components/admin/contact-words";
import { DataTable } from "@/components/admin/data-table";
import { PageHeader } from "@/components/layout/page-header";
import { Pager } from "@/components/layout/pager";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { TimeAgo } from "@/components/ui/time-ago";
import { listContacts } from "@/services/contacts/list-contacts";

export const metadata: Metadata = { title: words.title };

const pageSize = 50;

type Props = { searchParams: Promise<{ q?: string | string[]; cursor?: string | string[] }> };

export default async function ContactsPage({ searchParams }: Props) {
  const { q, cursor } = await searchParams;
  const query = typeof q === "string" ? q.trim().slice(0, 200) : "";
  const from = typeof cursor === "string" && cursor ? { cursor } : {};
  const { contacts, nextCursor } = await listContacts({ query, limit: pageSize, ...from });
  const now = new Date().toISOString();
  const address = (parameters: Record<string, string>) =>
    `/admin/contacts?${new URLSearchParams({ ...(query ? { q: query } : {}), ...parameters })}`;
  return (
    <>
      <PageHeader title={words.title} intro={words.intro}>
        <form method="get" action="/admin/contacts" className="flex items-center gap-2">
          <Input
            type="search"
            name="q"
            defaultValue={query}
            maxLength={200}
            placeholder={words.searchHint}
            aria-label={words.search}
            className="w-56"
          />
          <Button type="submit">{words.find}</Button>
        </form>
      </PageHeader>
      {contacts.length === 0 ? (
        <EmptyState
          icon={query ? SearchX : Contact}
          title={query ? words.nothingFound(query) : words.emptyTitle}
        >
          {query ? words.nothingFoundText : words.emptyText}
        </EmptyState>
      ) : (
        <DataTable label={words.title} columns={[words.name, words.tracking, words.from, words.since]}>
          {contacts.map((contact) => (
            <tr key={contact.id}>
              <td>
                <Link href={`/admin/contacts/${contact.id}`} className="group flex items-center gap-2.5">
                  <Avatar name={contact.name ?? contact.email} tone="contact" />
                  <span>
                    <span className="block font-medium group-hover:underline">
                      {contact.name ?? contact.email}
                    </span>
                    {contact.name ? <span className="block text-xs text-ink-3">{contact.email}</span> : null}
                  </span>
                </Link>
              </td>
              <td>
                <ConsentMark consent={contact.trackingConsent} />
              </td>
              <td className="max-w-72 truncate text-ink-2" title={contact.consentSource ?? undefined}>
                {contact.consentSource}
              </td>
              <td className="text-ink-3">
                <TimeAgo at={contact.createdAt.toISOString()} now={now} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <Pager
        newer={cursor ? { href: address({}), label: words.newest } : null}
        older={nextCursor ? { href: address({ cursor: nextCursor }), label: words.older } : null}
      />
    </>
  );
}
