"use client";
import { useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TimeAgo } from "@/components/ui/time-ago";
import { useNotify } from "@/components/ui/toaster";
import type { Wire } from "@/components/wire";
import type { ListedApiKey } from "@/services/api-keys/list-api-keys";
import { roleWords, keyWords as words } from "./words";

export type RevokeKey = (input: { apiKeyId: number }) => Promise<ActionResult<void>>;

export function ApiKeyRow({
  apiKey,
  now,
  revoke,
}: {
  apiKey: Wire<ListedApiKey>;
  now: string;
  revoke: RevokeKey;
}) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const revoked = apiKey.revokedAt !== null;

  function end() {
    startTransition(async () => {
      const result = await revoke({ apiKeyId: apiKey.id });
      if (result.ok) notify.success(words.wasRevoked);
      else notify.error(result.error.message);
    });
  }

  return (
    <tr className={classNames(revoked && "text-ink-3")}>
      <td className="font-medium">{apiKey.name}</td>
      <td>
        <code className="font-mono text-xs">{apiKey.prefix}…</code>
      </td>
      <td>{roleWords[apiKey.role]}</td>
      <td className="text-ink-2">{apiKey.createdBy ?? "–"}</td>
      <td className="text-ink-3">
        <TimeAgo at={apiKey.createdAt} now={now} />
      </td>
      <td className="text-ink-3">
        {apiKey.lastUsedAt ? <TimeAgo at={apiKey.lastUsedAt} now={now} /> : words.never}
      </td>
      <td className="text-right">
        {revoked ? (
          words.revoked
        ) : (
          <ConfirmDialog
            trigger={
              <Button size="sm" look="ghost" disabled={pending} aria-label={words.revokeOf(apiKey.name)}>
                {words.revoke}
              </Button>
            }
            title={words.revokeTitle(apiKey.name)}
            description={words.revokeText}
            confirm={words.revoke}
            onConfirm={end}
          />
        )}
      </td>
    </tr>
  );
}
