"use client";
import type { Editor } from "@tiptap/react";
import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/action-result";
import { answerOf } from "@/components/answer-of";
import type { WithdrawReply } from "@/components/ticket/delivery-actions";
import { newTicketWords as words } from "@/components/ticket/words";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useNotify } from "@/components/ui/toaster";
import { AttachButton } from "./attach-button";
import { AttachmentDropZone } from "./attachment-drop-zone";
import { AttachmentTray } from "./attachment-tray";
import { attachmentWords } from "./attachment-words";
import { takeFilesIntoText, takeImageOut } from "./attachments-in-text";
import type { SentReply } from "./composer";
import { DiscardButton } from "./discard-button";
import { besideWaiting, type Draft, onDraftGivenBack } from "./draft";
import { isEmailAddress } from "./email-address";
import { LinkInspector } from "./link-inspector";
import { noText, RichTextEditor } from "./rich-text-editor";
import { SignaturePreview } from "./signature-preview";
import { type SuppressionActions, SuppressionWarnings } from "./suppression-warnings";
import { type TrackingOffer, TrackSwitch } from "./track-switch";
import { useDraft } from "./use-draft";
import { useFocusBack } from "./use-focus-back";
import { useOfferUndo } from "./use-offer-undo";
import { type AskPreview, useTrackingPreview } from "./use-tracking-preview";
import { isPartOf, useUploads } from "./use-uploads";
import { composerWords } from "./words";

type NewTicket = {
  email: string;
  name: string;
  subject: string;
  html: string;
  track: boolean;
  untracked: string[];
  attachmentIds: number[];
};
type Props = {
  signatureHtml: string;
  tracking: TrackingOffer;
  preview: AskPreview;
  /** Bytes that the files of a mail may have together. */
  attachmentLimit: number;
  open: (input: NewTicket) => Promise<ActionResult<SentReply & { ticketId: number }>>;
  withdraw: WithdrawReply;
  suppressions: SuppressionActions;
};

/** The service names the field it refuses; the form's own names differ for the requester's. */
const fieldOf = (field: string | undefined) => field?.replace(/^requester\./, "").replace(/^text$/, "html");

const nobody = { email: "", name: "", subject: "" };

export function NewTicketForm(props: Props) {
  const { signatureHtml, tracking, preview, attachmentLimit, open } = props;
  const [values, setValues] = useState(nobody);
  const [content, setContent] = useState(noText);
  const [track, setTrack] = useState(true);
  const [untracked, setUntracked] = useState<string[]>([]);
  const [problem, setProblem] = useState<{ message: string; field?: string } | null>(null);
  const [pending, setPending] = useState(false);
  // From then on the ticket's page is on its way, and the form is not sent again.
  const [isSent, setIsSent] = useState(false);
  const isLocked = pending || isSent;
  const router = useRouter();
  const notify = useNotify();
  const recipients = isEmailAddress(values.email.trim()) ? [values.email.trim()] : [];
  const editor = useRef<Editor | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const uploads = useUploads(attachmentLimit, () => editor.current?.getHTML() ?? "");
  const files = uploads.uploads.filter((upload) => isPartOf(upload, content.html));
  const attach = (files: File[]) => {
    if (isLocked) return;
    for (const file of files) uploads.add(file);
  };
  const offerUndo = useOfferUndo(props.withdraw);

  const hasText = !content.isEmpty || files.length > 0;
  const isEmpty = !hasText && Object.values(values).every((value) => !value.trim());
  const { email, name, subject } = values;
  const draft: Draft | null =
    isEmpty || isSent
      ? null
      : {
          ...{ html: content.html, internal: false, track, untracked, subject, attachments: uploads.views },
          ...{ to: email || name ? [{ email, name }] : [], cc: [], bcc: [] },
        };
  const keeper = useDraft({
    place: null,
    draft,
    onChangedElsewhere(found) {
      if (!found) return clear(false);
      uploads.keepOnly(found.attachments ?? []);
      show(found);
    },
  });

  function show(draft: Draft) {
    const [to] = draft.to;
    setValues({ email: to?.email ?? "", name: to?.name ?? "", subject: draft.subject ?? "" });
    setTrack(draft.track !== false);
    setUntracked(draft.untracked ?? []);
    uploads.restore(draft.attachments ?? []).then((gone) => {
      if (gone.length > 0) setProblem({ message: attachmentWords.gone(gone), field: "html" });
    });
    editor.current?.commands.setContent(draft.html);
  }
  /** @param discard whether the files are given up, too */
  function clear(discard: boolean) {
    uploads.clear(discard);
    editor.current?.commands.clearContent(true);
    setValues(nobody);
    setTrack(true);
    setUntracked([]);
    setProblem(null);
  }
  const latest = useRef(draft);
  latest.current = draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` reads nothing but refs and sets state.
  useEffect(
    () =>
      onDraftGivenBack(null, (back) => {
        show(besideWaiting(back, latest.current));
        setIsSent(false);
      }),
    [],
  );
  useFocusBack(isLocked, editor);

  const outlook = useTrackingPreview({
    ask: preview,
    ticketId: null,
    content,
    recipients,
    isMail: hasText,
  });

  /** Told on another page, too: who sent a mail may have gone on. */
  function fail(error: { message: string; field?: string }) {
    if (form.current) setProblem(error);
    else notify.error(error.message);
  }

  function submit() {
    if (isLocked) return;
    if (!hasText) return setProblem({ message: composerWords.empty, field: "html" });
    setProblem(null);
    // No transition: the way to another page is one, too, and would wait for the files as long as this does.
    setPending(true);
    deliver().finally(() => setPending(false));
  }

  async function deliver() {
    const attachmentIds = await uploads.settled();
    if (!attachmentIds) return fail({ message: attachmentWords.unfinished, field: "html" });
    const opened = open({ ...values, html: content.html, track, untracked, attachmentIds });
    const result = await answerOf(opened, words.noAnswer);
    if (!result.ok) return fail(result.error);
    keeper.end();
    setIsSent(true);
    const { replyId, heldForMs } = result.data;
    if (heldForMs) offerUndo(replyId, heldForMs);
    else notify.success(words.opened);
    // Who has gone elsewhere meanwhile is left there.
    if (form.current) router.push(`/tickets/${result.data.ticketId}`);
  }

  const known = fieldOf(problem?.field);
  const errorOf = (field: string) => (known === field ? problem?.message : null);
  const set = (field: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues((now) => ({ ...now, [field]: event.target.value }));

  return (
    <form
      ref={form}
      inert={isLocked}
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
      <SuppressionWarnings recipients={recipients} actions={props.suppressions} className="-mt-2 px-0 pb-0" />
      <Field label={words.subject} error={errorOf("subject")}>
        {(ids) => (
          <Input {...ids} required maxLength={500} value={values.subject} onChange={set("subject")} />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-1">
        <p className="font-medium">{words.message}</p>
        <AttachmentDropZone onFiles={attach}>
          <div className="rounded-md border border-field bg-surface">
            <RichTextEditor
              label={words.message}
              placeholder={composerWords.messagePlaceholder}
              initialHtml=""
              onChange={setContent}
              onSubmit={submit}
              onReady={(ready) => {
                editor.current = ready;
                const found = keeper.begin();
                if (found) show(found);
              }}
              onFiles={(files, at) => editor.current && takeFilesIntoText(editor.current, uploads, files, at)}
              imageSource={uploads.imageSource}
              className="min-h-40"
            />
            <AttachmentTray
              uploads={uploads}
              html={content.html}
              onImageRemoved={(contentId) => editor.current && takeImageOut(editor.current, contentId)}
              className="mx-3 mb-2"
            />
            <LinkInspector
              {...outlook}
              track={track}
              recipients={recipients}
              untracked={untracked}
              onChange={setUntracked}
            />
          </div>
        </AttachmentDropZone>
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
        <div className="ml-auto flex items-center gap-2">
          <AttachButton onFiles={attach} />
          {isEmpty ? null : (
            <DiscardButton
              files={files.length}
              editor={editor}
              onDiscard={() => {
                keeper.end();
                clear(true);
              }}
            />
          )}
          <Button type="submit" look="primary" disabled={isLocked}>
            <Send aria-hidden className="size-3.5" />
            {isLocked ? words.sending : words.send}
          </Button>
        </div>
      </div>
    </form>
  );
}
