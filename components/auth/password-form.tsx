"use client";
import { type FormEvent, useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useNotify } from "@/components/ui/toaster";
import { accountWords as words } from "./words";

type Props = {
  change: (input: { currentPassword: string; newPassword: string }) => Promise<ActionResult<void>>;
  /** Where to go when it is done; unset: stay. */
  then?: string;
};

export function PasswordForm({ change, then }: Props) {
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, startTransition] = useTransition();
  const notify = useNotify();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [currentPassword = "", newPassword = "", repeat = ""] = ["current", "next", "repeat"].map((name) =>
      String(data.get(name)),
    );
    if (newPassword !== repeat) return setProblem({ message: words.mismatch, field: "repeat" });
    setProblem(null);
    startTransition(async () => {
      const result = await change({ currentPassword, newPassword });
      if (!result.ok) return setProblem(result.error);
      form.reset();
      notify.success(words.changed);
      if (then) window.location.assign(then);
    });
  }

  const errorOf = (field: string) => (problem?.field === field ? problem.message : null);
  return (
    <form onSubmit={submit} className="grid max-w-md gap-4">
      <Field label={words.current} error={errorOf("currentPassword")}>
        {(ids) => <Input {...ids} name="current" type="password" autoComplete="current-password" required />}
      </Field>
      <Field label={words.next} help={words.nextHelp} error={errorOf("newPassword")}>
        {(ids) => (
          <Input
            {...ids}
            name="next"
            type="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={128}
            required
          />
        )}
      </Field>
      <Field label={words.repeat} error={errorOf("repeat")}>
        {(ids) => <Input {...ids} name="repeat" type="password" autoComplete="new-password" required />}
      </Field>
      {problem && !problem.field ? (
        <p role="alert" className="text-bad">
          {problem.message}
        </p>
      ) : null}
      <Button type="submit" look="primary" disabled={pending} className="justify-self-start">
        {pending ? words.changing : words.change}
      </Button>
    </form>
  );
}
