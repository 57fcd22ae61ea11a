"use client";
import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { useOpener } from "./use-opener";

type Props = {
  /** What opens it; left out: `open` says whether it asks. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description: string;
  confirm: string;
  cancel?: string;
  onConfirm: () => void;
};

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: Props) {
  const { trigger, title, description, confirm, cancel = "Cancel", onConfirm, ...control } = props;
  const opener = useOpener();
  return (
    <Radix.Root {...control}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade bg-[rgb(10_10_9/0.45)]" />
        <Radix.Content
          {...opener}
          className="fixed inset-x-3 top-[20dvh] z-50 mx-auto grid max-w-md animate-float gap-2 rounded-lg border border-line-strong bg-raised p-5 shadow-float"
        >
          <Radix.Title className="text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
          <Radix.Description className="text-ink-2">{description}</Radix.Description>
          <div className="mt-3 flex justify-end gap-2">
            <Radix.Cancel asChild>
              <Button>{cancel}</Button>
            </Radix.Cancel>
            <Radix.Action asChild>
              <Button look="danger" onClick={onConfirm}>
                {confirm}
              </Button>
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
