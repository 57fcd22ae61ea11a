"use client";
import { createAuthClient } from "better-auth/react";
import { CircleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { authWords as words } from "./words";

type Props = {
  next: string;
  /** Where the portal is: at another address nobody can sign in. */
  portalUrl: string;
};

/** Signs in and goes where the person wanted to go. */
export function SignInForm({ next, portalUrl }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem(null);
    let retryAfter = 60;
    const noteRetryAfter = (response: Response | undefined) => {
      retryAfter = Number(response?.headers.get("x-retry-after")) || retryAfter;
    };
    const { error } = await createAuthClient()
      .signIn.email(
        { email: String(form.get("email")).trim(), password: String(form.get("password")) },
        { onError: ({ response }) => noteRetryAfter(response) },
      )
      .catch(() => ({ error: { status: 0, code: undefined, message: words.unreachable } }));
    if (!error) {
      // A full load, so that nothing of the signed-out page lives on.
      window.location.assign(next);
      return;
    }
    setPending(false);
    if (error.status === 429) setProblem(words.tooMany(retryAfter));
    else if (error.status === 401 || error.status === 400) setProblem(words.wrong);
    else if (error.code === "INVALID_ORIGIN") setProblem(words.otherAddress(portalUrl));
    else setProblem(error.message || words.unreachable);
  }

  return (
    <form onSubmit={submit} className="grid gap-4" method="post">
      {problem ? (
        <p
          role="alert"
          className="flex items-start gap-2 rounded-md border border-bad-line bg-bad-soft px-3 py-2 text-bad"
        >
          <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
          {problem}
        </p>
      ) : null}
      <Field label={words.email}>
        {(ids) => (
          <Input
            {...ids}
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            className="h-9"
          />
        )}
      </Field>
      <Field label={words.password}>
        {(ids) => (
          <Input
            {...ids}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            className="h-9"
          />
        )}
      </Field>
      <Button type="submit" look="primary" disabled={pending} className="h-9">
        {pending ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
