"use client";
import { useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useNotify } from "@/components/ui/toaster";
import { contactWords as words } from "./contact-words";

type Strength = keyof typeof words.strengths;
export type Erase = (input: {
  contactId: number;
  strength: Strength;
}) => Promise<ActionResult<{ done: boolean }>>;

type Props = { contactId: number; name: string; isErased: boolean; erase: Erase };

/** The two ways to erase a contact, each asked about before it is done. */
export function EraseContact({ contactId, name, isErased, erase }: Props) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();

  function start(strength: Strength) {
    startTransition(async () => {
      const result = await erase({ contactId, strength });
      if (result.ok) notify.success(result.data.done ? words.done : words.running);
      else notify.error(result.error.message);
    });
  }

  const ways: { strength: Strength; label: string; text: string; ask: string; askText: string }[] = [
    {
      strength: "tracking",
      label: words.eraseTracking,
      text: words.eraseTrackingText,
      ask: words.eraseTrackingAsk,
      askText: words.eraseTrackingText,
    },
    {
      strength: "contact",
      label: words.eraseContact,
      text: words.eraseContactText,
      ask: words.eraseContactAsk(name),
      askText: words.eraseContactAskText,
    },
  ];
  return (
    <ul className="grid gap-4">
      {ways.map(({ strength, label, text, ask, askText }) => (
        <li key={strength} className="grid items-start gap-2 sm:grid-cols-[1fr_11rem] sm:gap-6">
          <p className="max-w-prose text-ink-2">{text}</p>
          <ConfirmDialog
            trigger={
              <Button look="danger" disabled={pending || isErased} className="justify-self-start sm:w-full">
                {pending ? words.erasing : label}
              </Button>
            }
            title={ask}
            description={`${askText} ${words.cannotUndo}`}
            confirm={words.erase}
            onConfirm={() => start(strength)}
          />
        </li>
      ))}
    </ul>
  );
}
