"use client";
import { Menu, X } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { layoutWords as words } from "./words";

/** The sidebar on small screens: a drawer that closes when it has led somewhere. */
export function MenuDrawer({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const place = `${usePathname()}?${useSearchParams()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place is what closes the drawer.
  useEffect(() => setOpen(false), [place]);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button look="ghost" size="icon" aria-label={words.menu}>
          <Menu aria-hidden className="size-4.5" />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-[rgb(10_10_9/0.45)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-[min(17rem,85vw)] animate-drawer flex-col gap-4 overflow-y-auto border-r bg-canvas p-3 shadow-float"
        >
          <div className="flex items-center justify-between pl-2">
            <Dialog.Title className="text-base font-semibold">{words.product}</Dialog.Title>
            <Dialog.Close asChild>
              <Button look="ghost" size="icon-sm" aria-label="Close menu">
                <X aria-hidden className="size-4" />
              </Button>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
