import type { Metadata } from "next";
import { headers } from "next/headers";
import { previewTrackingAction } from "@/app/tickets/actions";
import { deliveryActions, suppressionActions } from "@/app/tickets/delivery-actions";
import { trackingOffer } from "@/app/tickets/tracking-offer";
import { NewTicketForm } from "@/components/composer/new-ticket-form";
import { PageHeader } from "@/components/layout/page-header";
import { newTicketWords as words } from "@/components/ticket/words";
import { attachmentLimit } from "@/services/attachments/attachment-limit";
import { requireActor } from "@/services/auth/get-actor";
import { getSignature } from "@/services/auth/own-account";
import { openTicketAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function NewTicketPage() {
  const user = await requireActor(await headers());
  const [signatureHtml, tracking, filesLimit] = await Promise.all([
    getSignature(user),
    trackingOffer(),
    attachmentLimit(),
  ]);
  return (
    <>
      <PageHeader title={words.title} intro={words.intro} />
      <div className="px-4 py-6 sm:px-6">
        <NewTicketForm
          signatureHtml={signatureHtml}
          tracking={tracking}
          preview={previewTrackingAction}
          attachmentLimit={filesLimit}
          open={openTicketAction}
          withdraw={deliveryActions.withdraw}
          suppressions={suppressionActions}
        />
      </div>
    </>
  );
}
