"use client";
import { UnfoldVertical } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { conversationWords as words } from "./words";

export function EarlierMessages({ count, children }: { count: number; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (open) return children;
  return (
    <div className="flex items-center gap-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <Button look="ghost" size="sm" onClick={() => setOpen(true)}>
        <UnfoldVertical aria-hidden className="size-3.5" />
        {words.earlier(count)}
      </Button>
    </div>
  );
}
