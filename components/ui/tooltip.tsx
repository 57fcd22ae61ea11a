"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** Names an icon button for people who see; the button has its own accessible name. */
export function Tooltip({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={5}
          collisionPadding={8}
          className="z-50 max-w-xs animate-fade rounded-md bg-ink px-2 py-1 text-xs text-surface shadow-float"
        >
          {label}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
