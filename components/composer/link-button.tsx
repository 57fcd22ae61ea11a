"use client";
import type { Editor } from "@tiptap/react";
import { Link2 } from "lucide-react";
import { Popover, Toolbar } from "radix-ui";
import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { linkTarget } from "./link-target";
import { composerWords as words } from "./words";

/** Sets, changes and removes the link of the selected text; without a selection the address becomes the text. */
export function LinkButton({ editor, active }: { editor: Editor | null; active: boolean }) {
  const [open, setOpen] = useState(false);
  const [address, setAddress] = useState("");
  const [wrong, setWrong] = useState(false);
  const id = useId();
  // Whoever set or removed a link goes on writing; whoever gave up is back at the button.
  const writesOn = useRef(false);

  function change(next: boolean) {
    setOpen(next);
    setWrong(false);
    writesOn.current = false;
    if (next) setAddress(String(editor?.getAttributes("link").href ?? ""));
  }
  function apply(event: FormEvent) {
    event.preventDefault();
    // The composer is no form of its own, but a page around it may be.
    event.stopPropagation();
    const href = linkTarget(address);
    if (!href) return setWrong(true);
    if (editor) setLink(editor, href, active ? null : address.trim());
    writesOn.current = true;
    setOpen(false);
  }

  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>
        <Toolbar.Button
          aria-label={words.link}
          aria-pressed={active}
          disabled={!editor}
          title={words.link}
          className="inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent-text disabled:opacity-50"
        >
          <Link2 aria-hidden className="size-3.5" />
        </Toolbar.Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          sideOffset={6}
          collisionPadding={12}
          aria-label={words.link}
          onCloseAutoFocus={(event) => {
            if (!writesOn.current) return;
            event.preventDefault();
            editor?.view.focus();
          }}
          className="z-50 w-72 animate-float rounded-lg border border-line-strong bg-raised p-3 shadow-float"
        >
          <form onSubmit={apply} className="grid gap-2" noValidate>
            <label htmlFor={id} className="font-medium">
              {words.linkAddress}
            </label>
            <Input
              id={id}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              placeholder="https://"
              aria-invalid={wrong}
              aria-describedby={wrong ? `${id}-wrong` : undefined}
            />
            {wrong ? (
              <p id={`${id}-wrong`} className="text-xs text-bad">
                {words.linkWrong}
              </p>
            ) : null}
            <div className="flex justify-end gap-2">
              {active ? (
                <Button
                  look="ghost"
                  size="sm"
                  onClick={() => {
                    editor?.chain().focus().extendMarkRange("link").unsetLink().run();
                    writesOn.current = true;
                    setOpen(false);
                  }}
                >
                  {words.linkRemove}
                </Button>
              ) : null}
              <Button type="submit" look="primary" size="sm">
                {words.linkApply}
              </Button>
            </div>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/**
 * Makes the selection a link, changes the one that the caret is in, or (given a text) writes a new one. The caret ends up
 * behind it, and what is typed next is no part of it.
 */
function setLink(editor: Editor, href: string, text: string | null) {
  const chain = editor.chain().focus();
  const linked =
    text !== null && editor.state.selection.empty
      ? chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] })
      : chain.extendMarkRange("link").setLink({ href });
  linked
    .command(({ tr, commands }) => commands.setTextSelection(tr.selection.to))
    .unsetMark("link")
    .run();
}
