"use client";
import { KeyRound } from "lucide-react";
import { type FormEvent, useId, useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useShowProblem } from "@/components/ui/use-show-problem";
import { ShownOnce } from "./shown-once";
import { roleWords, keyWords as words } from "./words";

type Role = keyof typeof roleWords;
export type CreateKey = (input: { name: string; role: Role }) => Promise<ActionResult<{ key: string }>>;

const roles = Object.entries(roleWords).map(([value, label]) => ({ value: value as Role, label }));

export function CreateApiKeyButton({ create }: { create: CreateKey }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [key, setKey] = useState<string | null>(null);
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, startTransition] = useTransition();
  const formId = useId();
  const form = useShowProblem(problem);

  function change(next: boolean) {
    // The answer on its way is the only one with it.
    if (pending && key === null) return;
    setOpen(next);
    setName("");
    setRole("agent");
    setKey(null);
    setProblem(null);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    setProblem(null);
    startTransition(async () => {
      const result = await create({ name, role });
      if (result.ok) setKey(result.data.key);
      else setProblem(result.error);
    });
  }

  return (
    <>
      <Button look="primary" onClick={() => change(true)}>
        <KeyRound aria-hidden className="size-3.5" />
        {words.add}
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        isKept={pending || key !== null}
        title={key ? words.createdTitle : words.add}
        description={key ? words.createdText : undefined}
        footer={
          key ? (
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
        {key ? (
          <ShownOnce label={name} value={key} copy={words.copy} />
        ) : (
          <form
            ref={form}
            id={formId}
            onSubmit={submit}
            noValidate
            className="grid gap-4 overflow-y-auto px-5 py-4"
          >
            <Field
              label={words.name}
              help={words.nameHelp}
              error={problem?.field === "name" ? problem.message : null}
            >
              {(ids) => (
                <Input
                  {...ids}
                  value={name}
                  maxLength={255}
                  autoComplete="off"
                  onChange={({ target }) => setName(target.value)}
                />
              )}
            </Field>
            <Field label={words.role} help={words.roleHelp}>
              {(ids) => <Select {...ids} value={role} options={roles} onChange={setRole} />}
            </Field>
            {problem && problem.field !== "name" ? (
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
