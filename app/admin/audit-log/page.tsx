import { ScrollText, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { AuditFilters } from "@/components/admin/audit-filters";
import { AuditRow } from "@/components/admin/audit-row";
import { auditAddress, auditFilterOf, loadAuditSearchParams } from "@/components/admin/audit-search-params";
import { DataTable } from "@/components/admin/data-table";
import { auditWords as words } from "@/components/admin/words";
import { PageHeader } from "@/components/layout/page-header";
import { Pager } from "@/components/layout/pager";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { auditFilterChoices } from "@/services/audit/audit-filter-choices";
import { listAuditLog } from "@/services/audit/list-audit-log";

export const metadata: Metadata = { title: words.title };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadAuditSearchParams(searchParams);
  const filter = auditFilterOf(search);
  const { cursor } = search;
  const [choices, { entries, nextCursor }] = await Promise.all([
    auditFilterChoices(),
    listAuditLog({ ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
  ]);
  const address = (next: string | null) => `/admin/audit-log${auditAddress({ ...search, cursor: next })}`;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader title={words.title} intro={words.intro} />
      <AuditFilters {...choices} />
      {entries.length > 0 ? (
        <DataTable
          stacks
          label={words.title}
          columns={[words.when, words.who, words.what, words.target, words.changes]}
        >
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} now={new Date().toISOString()} />
          ))}
        </DataTable>
      ) : isFiltered ? (
        <EmptyState
          icon={SearchX}
          title={words.noMatchTitle}
          action={
            <Button asChild>
              <Link href="/admin/audit-log">{words.clear}</Link>
            </Button>
          }
        >
          {words.noMatchText}
        </EmptyState>
      ) : (
        <EmptyState icon={ScrollText} title={words.emptyTitle}>
          {words.emptyText}
        </EmptyState>
      )}
      <Pager
        newer={cursor ? { href: address(null), label: words.newest } : null}
        older={nextCursor ? { href: address(nextCursor), label: words.older } : null}
      />
    </>
  );
}
