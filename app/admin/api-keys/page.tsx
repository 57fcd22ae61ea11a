import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { ApiKeyRow } from "@/components/admin/api-key-row";
import { CreateApiKeyButton } from "@/components/admin/create-api-key";
import { DataTable } from "@/components/admin/data-table";
import { keyWords as words } from "@/components/admin/words";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { toWire } from "@/components/wire";
import { listApiKeys } from "@/services/api-keys/list-api-keys";
import { createApiKeyAction, revokeApiKeyAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function ApiKeysPage() {
  const keys = await listApiKeys();
  const now = new Date().toISOString();
  const { name, key, role, createdBy, created, lastUsed, actions } = words;
  return (
    <>
      <PageHeader title={words.title} intro={words.intro}>
        <CreateApiKeyButton create={createApiKeyAction} />
      </PageHeader>
      {keys.length === 0 ? (
        <EmptyState icon={KeyRound} title={words.emptyTitle}>
          {words.emptyText}
        </EmptyState>
      ) : (
        <DataTable label={words.title} columns={[name, key, role, createdBy, created, lastUsed, actions]}>
          {keys.map((apiKey) => (
            <ApiKeyRow key={apiKey.id} apiKey={toWire(apiKey)} now={now} revoke={revokeApiKeyAction} />
          ))}
        </DataTable>
      )}
    </>
  );
}
