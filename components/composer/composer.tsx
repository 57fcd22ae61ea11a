"use client";
import type { Editor } from "@tiptap/react";
import { StickyNote } from "lucide-react";
import { Tabs } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/action-result";
import { answerOf } from "@/components/answer-of";
import type { WithdrawReply } from "@/components/ticket/delivery-actions";
import type { Address, TicketStatus } from "@/components/ticket/view-types";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { dayAndTime } from "@/components/ui/format-time";
import { useNotify } from "@/components/ui/toaster";
import { AttachButton } from "./attach-button";
import { AttachmentDropZone } from "./attachment-drop-zone";
import { AttachmentTray } from "./attachment-tray";
import { attachmentWords } from "./attachment-words";
import { takeFilesIntoText, takeImageOut } from "./attachments-in-text";
import { DiscardButton } from "./discard-button";
import { besideWaiting, type Draft, onDraftGivenBack } from "./draft";
import { LinkInspector } from "./link-inspector";
import { RecipientField } from "./recipient-field";
import { noText, RichTextEditor } from "./rich-text-editor";
import { SendButton, type SendOptions } from "./send-button";
import { SignaturePreview } from "./signature-preview";
import { type SuppressionActions, SuppressionWarnings } from "./suppression-warnings";
import { type TrackingOffer, TrackSwitch } from "./track-switch";
import { useDraft } from "./use-draft";
import { useFocusBack } from "./use-focus-back";
import { useOfferUndo } from "./use-offer-undo";
import { type AskPreview, useTrackingPreview } from "./use-tracking-preview";
import { isPartOf, useUploads } from "./use-uploads";
import { rememberStatus } from "./use-withdraw";
import { composerWords as words } from "./words";

export type SendReply = (input: {
  ticketId: number;
  html: string;
  internal: boolean;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  track: boolean;
  /** Addresses of links that are not to be tracked. */
  untracked: string[];
  attachmentIds: number[];
  /** `undo`: for the seconds of the setting; a time: until then. */
  hold?: "undo" | Date;
  /** What the ticket becomes. */
  status?: TicketStatus;
}) => Promise<ActionResult<SentReply>>;

export type SentReply = {
  replyId: number;
  /** How long it can be taken back; null: it left at once, or is a note. */
  heldForMs: number | null;
};

type Props = {
  ticketId: number;
  status: TicketStatus;
  requester: { name: string; consent: "unknown" | "consented" | "opted_out" };
  defaults: { to: Address[]; cc: Address[] };
  signatureHtml: string;
  tracking: TrackingOffer;
  preview: AskPreview;
  send: SendReply;
  withdraw: WithdrawReply;
  suppressions: SuppressionActions;
  /** Bytes that the files of a reply may have together. */
  attachmentLimit: number;
};

type Recipients = Pick<Draft, "to" | "cc" | "bcc">;

/** Where an agent answers: a reply to people or a note to the team, kept as a draft until it is sent. */
export function Composer(props: Props) {
  const { ticketId, requester, defaults, signatureHtml, tracking, send } = props;
  const [internal, setInternal] = useState(false);
  const [recipients, setRecipients] = useState<Recipients>({ ...defaults, bcc: [] });
  const [showCopies, setShowCopies] = useState(defaults.cc.length > 0);
  const [track, setTrack] = useState(true);
  const [untracked, setUntracked] = useState<string[]>([]);
  const [content, setContent] = useState(noText);
  const [problem, setProblem] = useState<string | null>(null);
  const [unfinished, setUnfinished] = useState<Record<string, boolean>>({});
  const [pending, setPending] = useState(false);
  const editor = useRef<Editor | null>(null);
  const root = useRef<HTMLElement>(null);
  const notify = useNotify();
  const offerUndo = useOfferUndo(props.withdraw);
  const uploads = useUploads(props.attachmentLimit, () => editor.current?.getHTML() ?? "");
  const files = uploads.uploads.filter((upload) => isPartOf(upload, content.html));
  const isEmpty = content.isEmpty && files.length === 0;
  const draft: Draft | null = isEmpty
    ? null
    : { html: content.html, internal, track, untracked, attachments: uploads.views, ...recipients };
  const keeper = useDraft({
    place: ticketId,
    draft,
    onChangedElsewhere(found) {
      if (!found) return clear(false);
      uploads.keepOnly(found.attachments ?? []);
      show(found);
    },
  });
  const everybody = [...recipients.to, ...recipients.cc, ...recipients.bcc].map(({ email }) => email);
  const outlook = useTrackingPreview({
    ask: props.preview,
    ticketId,
    content,
    recipients: everybody,
    isMail: !internal && !isEmpty,
  });

  function restore(ready: Editor) {
    editor.current = ready;
    const found = keeper.begin();
    if (found) show(found);
  }

  function show(draft: Draft) {
    setInternal(draft.internal === true);
    setRecipients({ to: draft.to, cc: draft.cc, bcc: draft.bcc });
    // Never away again: what is being typed there would be, too.
    setShowCopies((shown) => shown || draft.cc.length + draft.bcc.length > 0);
    setTrack(draft.track !== false);
    setUntracked(draft.untracked ?? []);
    setProblem(null);
    // Before the text, whose images they are.
    uploads.restore(draft.attachments ?? []).then((gone) => {
      if (gone.length > 0) setProblem(attachmentWords.gone(gone));
    });
    editor.current?.commands.setContent(draft.html);
  }

  const latest = useRef(draft);
  latest.current = draft;
  // Somebody takes part from now on, or an answer came. Under a text that is being written nothing changes.
  const offered = useRef(defaults);
  const offer = JSON.stringify([defaults.to, defaults.cc]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered is compared by what it says.
  useEffect(() => {
    const before = JSON.stringify([offered.current.to, offered.current.cc]);
    offered.current = defaults;
    if (before === offer || latest.current?.html) return;
    setRecipients((chosen) => {
      const isAsOffered = JSON.stringify([chosen.to, chosen.cc]) === before && chosen.bcc.length === 0;
      return isAsOffered ? { ...defaults, bcc: [] } : chosen;
    });
    if (defaults.cc.length > 0) setShowCopies(true);
  }, [offer]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` reads nothing but refs and sets state.
  useEffect(
    () =>
      onDraftGivenBack(ticketId, (back) => {
        show(besideWaiting(back, latest.current));
        if (latest.current?.internal) setProblem(words.besideNote);
        editor.current?.commands.focus("end");
      }),
    [ticketId],
  );

  useFocusBack(pending, editor);

  function startOver(discard: boolean) {
    keeper.end();
    clear(discard);
  }

  /** @param discard whether the files are given up, and not the mail's that was sent */
  function clear(discard: boolean) {
    uploads.clear(discard);
    if (!editor.current?.isDestroyed) editor.current?.commands.clearContent(true);
    setRecipients({ ...offered.current, bcc: [] });
    setTrack(true);
    setUntracked([]);
    setProblem(null);
  }

  function submit({ at, status }: SendOptions = {}) {
    if (pending) return;
    if (isEmpty) return setProblem(words.empty);
    if (!internal && Object.values(unfinished).some(Boolean)) {
      // The field itself says what is wrong with what was typed.
      return root.current?.querySelector<HTMLElement>("input[aria-invalid=true]")?.focus();
    }
    if (!internal && recipients.to.length === 0) return setProblem(words.noRecipient);
    setProblem(null);
    // No transition: the way to another page is one, too, and would wait for the files as long as this does.
    setPending(true);
    deliver({ at, status }).finally(() => setPending(false));
  }

  async function deliver({ at, status }: SendOptions) {
    const attachmentIds = await uploads.settled();
    if (!attachmentIds) return fail(attachmentWords.unfinished);
    const reply = send({
      ...{ ticketId, html: content.html, internal, track, untracked, attachmentIds, ...recipients },
      ...(internal ? {} : { hold: at ?? "undo" }),
      ...(status ? { status } : {}),
    });
    const result = await answerOf(reply, words.noAnswer);
    if (!result.ok) return fail(result.error.message);
    startOver(false);
    const { replyId, heldForMs } = result.data;
    if (status) rememberStatus(replyId, props.status);
    if (internal) notify.success(words.noted);
    else if (at) notify.success(words.scheduled(dayAndTime(at, new Date())));
    else if (heldForMs) offerUndo(replyId, heldForMs);
    else notify.success(words.sent);
  }

  /** Told on another page, too: who sent a reply may have gone on. */
  function fail(message: string) {
    if (root.current) setProblem(message);
    else notify.error(message);
  }

  function attach(files: File[]) {
    if (pending) return;
    for (const file of files) uploads.add(file);
  }

  const field = (role: keyof Recipients, label: string) => (
    <RecipientField
      label={label}
      addresses={recipients[role]}
      onChange={(addresses) => setRecipients((now) => ({ ...now, [role]: addresses }))}
      onPending={(waiting) => setUnfinished((now) => ({ ...now, [role]: waiting }))}
    />
  );

  return (
    <AttachmentDropZone onFiles={attach}>
      <section
        ref={root}
        aria-label={words.label}
        className={classNames(
          "rounded-lg border border-line-strong bg-surface shadow-[0_1px_3px_rgb(0_0_0/0.06)]",
          internal && "border-note-line bg-note",
        )}
      >
        {/* What is being sent is what stands there. */}
        <div inert={pending}>
          <Tabs.Root value={internal ? "note" : "reply"} onValueChange={(tab) => setInternal(tab === "note")}>
            <Tabs.List aria-label={words.label} className="flex gap-1 border-b px-2 pt-1">
              <Tab value="reply">{words.reply}</Tab>
              <Tab value="note">{words.note}</Tab>
            </Tabs.List>
            {/* One panel for both: what was typed stays when the tab changes. */}
            <Tabs.Content value={internal ? "note" : "reply"} tabIndex={-1}>
              {/* Hidden and not left out: what was typed there waits for its correction. */}
              <div hidden={internal} className="border-b py-0.5">
                <div className="flex items-start">
                  <div className="min-w-0 flex-1">{field("to", words.to)}</div>
                  {showCopies ? null : (
                    <Button
                      look="ghost"
                      size="sm"
                      className="mt-1 mr-2 h-6"
                      onClick={() => setShowCopies(true)}
                    >
                      {words.addCopies}
                    </Button>
                  )}
                </div>
                {showCopies ? (
                  <>
                    {field("cc", words.cc)}
                    {field("bcc", words.bcc)}
                  </>
                ) : null}
                <SuppressionWarnings recipients={everybody} actions={props.suppressions} />
              </div>
            </Tabs.Content>
          </Tabs.Root>
          <RichTextEditor
            label={internal ? words.note : words.reply}
            placeholder={internal ? words.notePlaceholder : words.replyPlaceholder(requester.name)}
            initialHtml=""
            onChange={(next) => {
              setContent(next);
              if (!next.isEmpty) setProblem(null);
            }}
            onSubmit={() => submit()}
            onReady={restore}
            onFiles={(files, at) => editor.current && takeFilesIntoText(editor.current, uploads, files, at)}
            imageSource={uploads.imageSource}
            className="max-h-[32dvh] min-h-20 overflow-y-auto"
          />
        </div>
        <AttachmentTray
          uploads={uploads}
          html={content.html}
          onImageRemoved={(contentId) => editor.current && takeImageOut(editor.current, contentId)}
          className="mx-3 mb-2"
        />
        {!internal && signatureHtml ? <SignaturePreview html={signatureHtml} /> : null}
        {problem ? (
          <p role="alert" className="mx-3 mb-2 rounded-md bg-bad-soft px-2.5 py-1.5 text-xs text-bad">
            {problem}
          </p>
        ) : null}
        {internal ? null : (
          <div inert={pending}>
            <LinkInspector
              {...outlook}
              track={track}
              recipients={everybody}
              untracked={untracked}
              onChange={setUntracked}
            />
          </div>
        )}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t px-3 py-2">
          {internal ? (
            <span />
          ) : (
            <div inert={pending}>
              <TrackSwitch
                offer={tracking}
                consent={requester.consent}
                preview={outlook.preview}
                recipients={everybody}
                untracked={untracked}
                checked={track}
                onChange={setTrack}
              />
            </div>
          )}
          <div className="ml-auto flex items-center gap-2">
            <div inert={pending} className="flex items-center gap-2">
              <AttachButton onFiles={attach} />
              {isEmpty ? null : (
                <DiscardButton files={files.length} editor={editor} onDiscard={() => startOver(true)} />
              )}
            </div>
            {internal ? (
              <Button look="primary" onClick={() => submit()} disabled={pending} title={words.sendHint}>
                <StickyNote aria-hidden className="size-3.5" />
                {pending ? words.adding : words.addNote}
              </Button>
            ) : (
              <SendButton pending={pending} send={submit} />
            )}
          </div>
        </div>
      </section>
    </AttachmentDropZone>
  );
}

function Tab({ value, children }: { value: string; children: string }) {
  return (
    <Tabs.Trigger
      value={value}
      className="-mb-px border-b-2 border-transparent px-2.5 py-1.5 text-sm font-medium text-ink-3 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
    >
      {children}
    </Tabs.Trigger>
  );
}
