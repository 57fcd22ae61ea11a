"use client";
import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { newTicketWords as words } from "@/components/ticket/words";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useNotify } from "@/components/ui/toaster";
import { isEmailAddress } from "./email-address";
import { LinkInspector } from "./link-inspector";
import { noText, RichTextEditor } from "./rich-text-editor";
import { SignaturePreview } from "./signature-preview";
import { type TrackingOffer, TrackSwitch } from "./track-switch";
import { type AskPreview, useTrackingPreview } from "./use-tracking-preview";
import { composerWords } from "./words";

type NewTicket = {
  email: string;
  name: string;
  subject: string;
  html: string;
  track: boolean;
  untracked: string[];
};
type Props = {
  signatureHtml: string;
  tracking: TrackingOffer;
  preview: AskPreview;
  open: (input: NewTicket) => Promise<ActionResult<{ ticketId: number }>>;
};

/** The service names the field it refuses; the form's own names differ for the requester's. */
const fieldOf = (field: string | undefined) => field?.replace(/^requester\./, "").replace(/^text$/, "html");

export function NewTicketForm({ signatureHtml, tracking, preview, open }: Props) {
  const [values, setValues] = useState({ email: "", name: "", subject: "" });
  const [content, setContent] = useState(noText);
  const [track, setTrack] = useState(true);
  const [untracked, setUntracked] = useState<string[]>([]);
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  const notify = useNotify();
  const recipients = isEmailAddress(values.email.trim()) ? [values.email.trim()] : [];
  const outlook = useTrackingPreview({ ask: preview, ticketId: null, content, recipients, isMail: true });

  function submit() {
    if (content.isEmpty) return setProblem({ message: composerWords.empty, field: "html" });
    setProblem(null);
    startTransition(async () => {
      const result = await open({ ...values, html: content.html, track, untracked });
      if (!result.ok) return setProblem(result.error);
      notify.success(words.opened);
      router.push(`/tickets/${result.data.ticketId}`);
    });
  }

  const known = fieldOf(problem?.field);
  const errorOf = (field: string) => (known === field ? problem?.message : null);
  const set = (field: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues((now) => ({ ...now, [field]: event.target.value }));

  return (
    <form
      className="grid max-w-2xl grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words.email} help={words.emailHelp} error={errorOf("email")}>
          {(ids) => (
            <Input
              {...ids}
              type="email"
              required
              autoComplete="off"
              value={values.email}
              onChange={set("email")}
            />
          )}
        </Field>
        <Field label={words.name} help={words.nameHelp} error={errorOf("name")}>
          {(ids) => (
            <Input {...ids} autoComplete="off" maxLength={255} value={values.name} onChange={set("name")} />
          )}
        </Field>
      </div>
      <Field label={words.subject} error={errorOf("subject")}>
        {(ids) => (
          <Input {...ids} required maxLength={500} value={values.subject} onChange={set("subject")} />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-1">
        <p className="font-medium">{words.message}</p>
        <div className="rounded-md border border-field bg-surface">
          <RichTextEditor
            label={words.message}
            placeholder={composerWords.messagePlaceholder}
            initialHtml=""
            onChange={setContent}
            onSubmit={submit}
            className="min-h-40"
          />
          <LinkInspector
            {...outlook}
            track={track}
            recipients={recipients}
            untracked={untracked}
            onChange={setUntracked}
          />
        </div>
        {errorOf("html") ? (
          <p role="alert" className="text-xs text-bad">
            {errorOf("html")}
          </p>
        ) : null}
      </div>
      {signatureHtml ? <SignaturePreview html={signatureHtml} /> : null}
      {problem && !["email", "name", "subject", "html"].includes(known ?? "") ? (
        <p role="alert" className="text-bad">
          {problem.message}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <TrackSwitch
          offer={tracking}
          consent="unknown"
          preview={outlook.preview}
          recipients={recipients}
          untracked={untracked}
          checked={track}
          onChange={setTrack}
        />
        <Button type="submit" look="primary" disabled={pending} className="ml-auto">
          <Send aria-hidden className="size-3.5" />
          {pending ? words.sending : words.send}
        </Button>
      </div>
    </form>
  );
}
