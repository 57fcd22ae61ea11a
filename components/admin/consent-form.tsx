"use client";
import { type FormEvent, useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useNotify } from "@/components/ui/toaster";
import { contactWords as words } from "./contact-words";

type Consent = keyof typeof words.consents;
export type SaveConsent = (input: {
  contactId: number;
  consent: Consent;
  source: string;
}) => Promise<ActionResult<void>>;

const options = Object.entries(words.consents).map(([value, label]) => ({ value: value as Consent, label }));
type Props = { contactId: number; consent: Consent; isOwnDecision: boolean; save: SaveConsent };

/** Records what a contact decided about tracking, and where that is on record. */
export function ConsentForm({ contactId, consent, isOwnDecision, save }: Props) {
  const [chosen, setChosen] = useState<Consent>(consent);
  const [source, setSource] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const notify = useNotify();

  function submit(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const result = await save({ contactId, consent: chosen, source });
      setProblem(result.ok ? null : result.error.message);
      if (!result.ok) return;
      setSource("");
      notify.success(words.saved);
    });
  }

  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-3 sm:grid-cols-[10rem_1fr]">
      <Field label={words.decision}>
        {(ids) => <Select {...ids} value={chosen} options={options} onChange={setChosen} />}
      </Field>
      <Field label={words.source} help={words.sourceHelp} error={problem}>
        {(ids) => (
          <Input
            {...ids}
            value={source}
            maxLength={255}
            autoComplete="off"
            onChange={({ target }) => setSource(target.value)}
          />
        )}
      </Field>
      {isOwnDecision ? <p className="text-xs text-warn sm:col-span-2">{words.selfDecided}</p> : null}
      <div className="sm:col-start-2">
        <Button type="submit" look="primary" disabled={pending}>
          {pending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}
