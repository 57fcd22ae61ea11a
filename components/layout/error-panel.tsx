"use client";
import { CloudAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { layoutWords as words } from "./words";

type Props = { error: Error & { digest?: string }; reset: () => void; title?: string };

/** What a page shows when it could not be made: that, the log's code for it, and a way to try again. */
export function ErrorPanel({ error, reset, title = words.errorTitle }: Props) {
  const router = useRouter();
  return (
    <div role="alert">
      <EmptyState
        isPage
        icon={CloudAlert}
        title={title}
        action={
          <Button
            look="primary"
            onClick={() =>
              startTransition(() => {
                router.refresh();
                reset();
              })
            }
          >
            {words.retry}
          </Button>
        }
      >
        {words.errorText} <code className="font-mono text-xs">{error.digest ?? "–"}</code>
      </EmptyState>
    </div>
  );
}
