import { Settings2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ForwardingPanel } from "@/components/admin/forwarding-panel";
import { forwardingWords as words } from "@/components/admin/forwarding-words";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { getForwardingState } from "@/services/plausible/forwarding-state";
import { pauseForwardingAction, retryFailedForwardingAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function ForwardingPage() {
  const state = await getForwardingState();
  return (
    <>
      <PageHeader title={words.title} intro={words.intro}>
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <Link href="/admin/integration-modules">{words.back}</Link>
          </Button>
          <Button asChild>
            <Link href="/admin/integration-modules?configure=plausible">
              <Settings2 aria-hidden className="size-3.5" />
              {words.configure}
            </Link>
          </Button>
        </div>
      </PageHeader>
      <ForwardingPanel
        state={toWire(state)}
        now={new Date().toISOString()}
        pause={pauseForwardingAction}
        retry={retryFailedForwardingAction}
      />
    </>
  );
}
