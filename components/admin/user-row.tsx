"use client";
import { useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/select";
import { TimeAgo } from "@/components/ui/time-ago";
import { useNotify } from "@/components/ui/toaster";
import type { Wire } from "@/components/wire";
import type { ListedUser } from "@/services/auth/list-users";
import { roleWords, userWords as words } from "./words";

type Role = keyof typeof roleWords;
export type ChangeUser = (input: {
  userId: string;
  role?: Role;
  active?: boolean;
}) => Promise<ActionResult<void>>;

const roles = Object.entries(roleWords).map(([value, label]) => ({ value: value as Role, label }));
type Props = { user: Wire<ListedUser>; isSelf: boolean; now: string; change: ChangeUser };

export function UserRow({ user, isSelf, now, change }: Props) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const active = user.deactivatedAt === null;

  function save(changes: { role?: Role; active?: boolean }) {
    startTransition(async () => {
      const result = await change({ userId: user.id, ...changes });
      if (result.ok) notify.success(words.changed);
      else notify.error(result.error.message);
    });
  }

  return (
    <tr>
      <td>
        <span className="flex items-center gap-2.5">
          <Avatar name={user.name} tone={active ? "agent" : "plain"} />
          <span>
            <span className={classNames("block font-medium", !active && "text-ink-3")}>
              {user.name}
              {isSelf ? <span className="ml-1.5 font-normal text-ink-3">({words.you})</span> : null}
            </span>
            <span className="block text-xs text-ink-3">{user.email}</span>
          </span>
        </span>
      </td>
      <td>
        <Select
          aria-label={words.roleOf(user.name)}
          value={user.role}
          options={roles}
          disabled={pending || !active || isSelf}
          onChange={(role) => save({ role })}
          className="w-28"
        />
      </td>
      <td className="text-ink-2">
        {active ? (user.mustChangePassword ? words.mustChange : words.active) : words.deactivated}
      </td>
      <td className="text-ink-3">
        <TimeAgo at={user.createdAt} now={now} />
      </td>
      <td className="text-right">
        {active ? (
          <ConfirmDialog
            trigger={
              <Button size="sm" look="ghost" disabled={pending || isSelf}>
                {words.deactivate}
                <span className="sr-only"> {user.name}</span>
              </Button>
            }
            title={words.deactivateTitle(user.name)}
            description={words.deactivateText}
            confirm={words.deactivate}
            onConfirm={() => save({ active: false })}
          />
        ) : (
          <Button size="sm" disabled={pending} onClick={() => save({ active: true })}>
            {words.reactivate}
            <span className="sr-only"> {user.name}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}
