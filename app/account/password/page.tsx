import type { Metadata } from "next";
import { changePasswordAction } from "@/app/account/actions";
import { AuthFrame } from "@/components/auth/auth-frame";
import { PasswordForm } from "@/components/auth/password-form";
import { accountWords as words } from "@/components/auth/words";

export const metadata: Metadata = { title: words.mustChangeTitle };

/** Where `proxy.ts` leads who signed in with a generated password. */
export default function ChangePasswordPage() {
  return (
    <AuthFrame heading={words.mustChangeTitle} text={words.mustChangeText}>
      <PasswordForm change={changePasswordAction} then="/tickets" />
    </AuthFrame>
  );
}
