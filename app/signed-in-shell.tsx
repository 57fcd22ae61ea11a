import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { getActor } from "@/services/auth/get-actor";
import { countMailProblems } from "@/services/email-delivery/list-mail-problems";
import { countTickets } from "@/services/tickets/count-tickets";

/** The frame with the signed-in user's name and counts. `proxy.ts` has turned everybody else away already. */
export async function SignedInShell({ children }: { children: ReactNode }) {
  const user = await getActor(await headers());
  if (!user) redirect("/sign-in");
  const [{ pending, mine, unassigned }, mailProblems] = await Promise.all([
    countTickets(user),
    countMailProblems(),
  ]);
  const counts = { mine, unassigned, pending, mailProblems };
  return (
    <AppShell user={{ id: user.userId, name: user.name, email: user.email, role: user.role }} counts={counts}>
      {children}
    </AppShell>
  );
}
