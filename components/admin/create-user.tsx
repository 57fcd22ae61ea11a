"use client";
import { UserPlus } from "lucide-react";
import { type FormEvent, useId, useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useShowProblem } from "@/components/ui/use-show-problem";
import { ShownOnce } from "./shown-once";
import { roleWords, userWords as words } from "./words";

type Role = keyof typeof roleWords;
export type CreateUser = (input: {
  name: string;
  email: string;
  role: Role;
}) => Promise<ActionResult<{ password: string }>>;

const blank: { name: string; email: string; role: Role } = { name: "", email: "", role: "agent" };
const roles = Object.entries(roleWords).map(([value, label]) => ({ value: value as Role, label }));

export function CreateUserButton({ create }: { create: CreateUser }) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const [password, setPassword] = useState<string | null>(null);
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, startTransition] = useTransition();
  const formId = useId();
  const form = useShowProblem(problem);

  function change(next: boolean) {
    // The answer on its way is the only one with it.
    if (pending && password === null) return;
    setOpen(next);
    setValues(blank);
    setPassword(null);
    setProblem(null);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    setProblem(null);
    startTransition(async () => {
      const result = await create(values);
      if (result.ok) setPassword(result.data.password);
      else setProblem(result.error);
    });
  }

  const errorOf = (field: string) => (problem?.field === field ? problem.message : null);
  return (
    <>
      <Button look="primary" onClick={() => change(true)}>
        <UserPlus aria-hidden className="size-3.5" />
        {words.add}
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        isKept={pending || password !== null}
        title={password ? words.createdTitle(values.name) : words.add}
        description={password ? words.createdText : undefined}
        footer={
          password ? (
            <Button look="primary" onClick={() => change(false)}>
              {words.done}
            </Button>
          ) : (
            <>
              <Button onClick={() => change(false)}>{words.cancel}</Button>
              <Button type="submit" form={formId} look="primary" disabled={pending}>
                {pending ? words.creating : words.create}
              </Button>
            </>
          )
        }
      >
        {password ? (
          <ShownOnce label={words.password} value={password} copy={words.copy} />
        ) : (
          <form
            ref={form}
            id={formId}
            onSubmit={submit}
            noValidate
            className="grid gap-4 overflow-y-auto px-5 py-4"
          >
            <Field label={words.name} error={errorOf("name")}>
              {(ids) => (
                <Input
                  {...ids}
                  value={values.name}
                  maxLength={255}
                  autoComplete="off"
                  onChange={({ target }) => setValues({ ...values, name: target.value })}
                />
              )}
            </Field>
            <Field label={words.email} error={errorOf("email")}>
              {(ids) => (
                <Input
                  {...ids}
                  type="email"
                  value={values.email}
                  autoComplete="off"
                  onChange={({ target }) => setValues({ ...values, email: target.value })}
                />
              )}
            </Field>
            <Field label={words.role} error={errorOf("role")}>
              {(ids) => (
                <Select
                  {...ids}
                  value={values.role}
                  options={roles}
                  onChange={(role) => setValues({ ...values, role })}
                />
              )}
            </Field>
            {problem && !["name", "email", "role"].includes(problem.field ?? "") ? (
              <p role="alert" className="text-bad">
                {problem.message}
              </p>
            ) : null}
          </form>
        )}
      </Dialog>
    </>
  );
}
