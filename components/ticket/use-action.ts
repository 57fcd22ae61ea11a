"use client";
import { useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { answerOf } from "@/components/answer-of";
import { useNotify } from "@/components/ui/toaster";

/** Runs server actions one at a time and tells what came of them. `onDone` runs only when it went well. */
export function useAction() {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  function run<Result>(
    action: () => Promise<ActionResult<Result>>,
    { success, onDone }: { success?: string; onDone?: (data: Result) => void } = {},
  ) {
    if (pending) return;
    startTransition(async () => {
      const result = await answerOf(action());
      if (!result.ok) return notify.error(result.error.message);
      if (success) notify.success(success);
      onDone?.(result.data);
    });
  }
  return { pending, run };
}
