"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";

/** The entries of a menu, in their floating frame. Without a portal: a menu belongs to the landmark of its button. */
export function MenuContent(props: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Content
      sideOffset={6}
      collisionPadding={12}
      {...props}
      className="z-50 min-w-56 animate-float rounded-lg border border-line-strong bg-raised p-1 shadow-float"
    />
  );
}

export function MenuItem(props: ComponentProps<typeof Radix.Item>) {
  return (
    <Radix.Item
      {...props}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-highlighted:bg-hover"
    />
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}

export function MenuLabel(props: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label {...props} className="px-2 py-1 text-xs font-medium text-ink-3" />;
}
