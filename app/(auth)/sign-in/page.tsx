import { Info } from "lucide-react";
import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/auth-frame";
import { safeNext } from "@/components/auth/safe-next";
import { SignInForm } from "@/components/auth/sign-in-form";
import { authWords as words } from "@/components/auth/words";
import { env } from "@/env";
import { hasDemoData } from "@/services/health/has-demo-data";

export const metadata: Metadata = { title: words.title };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams;
  return (
    <AuthFrame heading={words.heading}>
      <SignInForm next={safeNext(Array.isArray(next) ? next[0] : next)} portalUrl={env().PORTAL_URL} />
      {(await hasDemoData()) ? (
        <p className="mt-4 flex gap-2 border-t pt-4 text-xs text-ink-2">
          <Info aria-hidden className="mt-px size-3.5 shrink-0 text-ink-3" />
          <span>
            <strong className="font-semibold text-ink">{words.demoTitle}.</strong> {words.demoText}
          </span>
        </p>
      ) : null}
    </AuthFrame>
  );
}
