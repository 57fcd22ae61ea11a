import type { Metadata } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { SignedInShell } from "@/app/signed-in-shell";
import { ProfileForm } from "@/components/account/profile-form";
import { PasswordForm } from "@/components/auth/password-form";
import { accountWords as words } from "@/components/auth/words";
import { PageHeader } from "@/components/layout/page-header";
import { requireActor } from "@/services/auth/get-actor";
import { getSignature } from "@/services/auth/own-account";
import { changePasswordAction, updateProfileAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function AccountPage() {
  const user = await requireActor(await headers());
  return (
    <SignedInShell>
      <PageHeader title={words.title} />
      <div className="divide-y px-4 sm:px-6">
        <Section title={words.profile} aside={user.email}>
          <ProfileForm name={user.name} signatureHtml={await getSignature(user)} save={updateProfileAction} />
        </Section>
        <Section title={words.passwordTitle}>
          <PasswordForm change={changePasswordAction} />
        </Section>
      </div>
    </SignedInShell>
  );
}

function Section({ title, aside, children }: { title: string; aside?: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 py-6 md:grid-cols-[12rem_minmax(0,1fr)]">
      <div>
        <h2 className="text-base font-semibold">{title}</h2>
        {aside ? <p className="text-ink-3 [overflow-wrap:anywhere]">{aside}</p> : null}
      </div>
      {children}
    </section>
  );
}
