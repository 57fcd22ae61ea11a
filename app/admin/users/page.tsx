import type { Metadata } from "next";
import { headers } from "next/headers";
import { CreateUserButton } from "@/components/admin/create-user";
import { DataTable } from "@/components/admin/data-table";
import { UserRow } from "@/components/admin/user-row";
import { userWords as words } from "@/components/admin/words";
import { PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { requireActor } from "@/services/auth/get-actor";
import { listUsers } from "@/services/auth/list-users";
import { createUserAction, updateUserAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function UsersPage() {
  const [self, users] = await Promise.all([requireActor(await headers(), "admin"), listUsers()]);
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader title={words.title} intro={words.intro}>
        <CreateUserButton create={createUserAction} />
      </PageHeader>
      <DataTable
        label={words.title}
        columns={[words.name, words.role, words.state, words.since, words.actions]}
      >
        {users.map((user) => (
          <UserRow
            key={user.id}
            user={toWire(user)}
            isSelf={user.id === self.userId}
            now={now}
            change={updateUserAction}
          />
        ))}
      </DataTable>
    </>
  );
}
