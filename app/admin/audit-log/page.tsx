import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AuditRow } from "@/components/admin/audit-row";
import { DataTable } from "@/components/admin/data-table";
import { auditWords as words } from "@/components/admin/words";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { listAuditLog } from "@/services/audit/list-audit-log";

export const metadata: Metadata = { title: words.title };

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function AuditLogPage({ searchParams }: Props) {
  const { cursor } = await searchParams;
  const from = typeof cursor === "string" && cursor ? { cursor } : {};
  const { entries, nextCursor } = await listAuditLog({ limit: 50, ...from });
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader title={words.title} intro={words.intro} />
      {entries.length === 0 ? (
        <EmptyState icon={ScrollText} title={words.emptyTitle}>
          {words.emptyText}
        </EmptyState>
      ) : (
        <DataTable
          label={words.title}
          columns={[words.when, words.who, words.what, words.target, words.changes]}
        >
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} now={now} />
          ))}
        </DataTable>
      )}
      {nextCursor || cursor ? (
        <nav aria-label="Pages" className="flex justify-end gap-2 border-t px-4 py-2.5 sm:px-6">
          {cursor ? (
            <Button asChild size="sm">
              <Link href="/admin/audit-log">{words.newest}</Link>
            </Button>
          ) : null}
          {nextCursor ? (
            <Button asChild size="sm">
              <Link href={`/admin/audit-log?cursor=${nextCursor}`}>{words.older}</Link>
            </Button>
          ) : null}
        </nav>
      ) : null}
    </>
  );
}
