"use client";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { accountWords as words } from "@/components/auth/words";
import { type RichText, RichTextEditor } from "@/components/composer/rich-text-editor";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useNotify } from "@/components/ui/toaster";

type Props = {
  name: string;
  signatureHtml: string;
  save: (input: { name: string; signatureHtml: string }) => Promise<ActionResult<void>>;
};

export function ProfileForm({ name: savedName, signatureHtml, save }: Props) {
  const [name, setName] = useState(savedName);
  const [signature, setSignature] = useState<RichText | null>(null);
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, startTransition] = useTransition();
  const notify = useNotify();

  function submit() {
    setProblem(null);
    startTransition(async () => {
      const html = signature ? (signature.isEmpty ? "" : signature.html) : signatureHtml;
      const result = await save({ name, signatureHtml: html });
      if (result.ok) notify.success(words.saved);
      else setProblem(result.error);
    });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="grid max-w-xl gap-4"
    >
      <Field
        label={words.name}
        help={words.nameHelp}
        error={problem?.field === "name" ? problem.message : null}
      >
        {(ids) => (
          <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={255} />
        )}
      </Field>
      <div className="grid gap-1">
        <p className="font-medium">{words.signature}</p>
        <div className="rounded-md border border-field bg-surface">
          <RichTextEditor
            label={words.signature}
            placeholder={words.signaturePlaceholder}
            initialHtml={signatureHtml}
            onChange={setSignature}
          />
        </div>
        <p className="text-xs text-ink-3">{words.signatureHelp}</p>
      </div>
      {problem && problem.field !== "name" ? (
        <p role="alert" className="text-bad">
          {problem.message}
        </p>
      ) : null}
      <Button type="submit" look="primary" disabled={pending} className="justify-self-start">
        {pending ? words.saving : words.save}
      </Button>
    </form>
  );
}
