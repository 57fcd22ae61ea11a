"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { useOpener } from "./use-opener";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  /** Stays visible below the scrolling content. */
  footer?: ReactNode;
  /** Only its own buttons close it, not Escape or a click beside it: what it shows is lost with it. */
  isKept?: boolean;
};

export function Dialog({ open, onOpenChange, title, description, children, footer, isKept = false }: Props) {
  const opener = useOpener();
  const keep = (event: Event) => {
    if (isKept) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-[rgb(10_10_9/0.45)]" />
        <Radix.Content
          className="fixed inset-x-3 top-[max(0.75rem,6dvh)] z-50 mx-auto flex max-h-[88dvh] max-w-xl animate-float flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
          {...(description ? {} : { "aria-describedby": undefined })}
          {...opener}
          onEscapeKeyDown={keep}
          onInteractOutside={keep}
        >
          <header className="flex items-start justify-between gap-4 border-b px-5 py-3.5">
            <div className="grid gap-0.5">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="text-ink-2">{description}</Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <Button look="ghost" size="icon-sm" aria-label="Close" className="-mr-1.5">
                <X aria-hidden className="size-4" />
              </Button>
            </Radix.Close>
          </header>
          {children}
          {footer ? (
            <footer className="flex justify-end gap-2 border-t bg-canvas px-5 py-3">{footer}</footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
