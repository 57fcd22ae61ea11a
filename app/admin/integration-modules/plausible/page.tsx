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
        <Button asChild>
          <Link href="/admin/integration-modules">{words.back}</Link>
        </Button>
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
