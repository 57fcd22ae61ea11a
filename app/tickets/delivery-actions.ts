import {
  cancelDeliveryAction,
  clearSuppressionAction,
  deliveryTimelineAction,
  markCopyHandledAction,
  retryDeliveryAction,
  suppressionsAction,
  withdrawReplyAction,
} from "@/app/tickets/mail-actions";
import type { SuppressionActions } from "@/components/composer/suppression-warnings";
import type { DeliveryActions } from "@/components/ticket/delivery-actions";

/** What the card of a mail can do, for the pages that show one. */
export const deliveryActions: DeliveryActions = {
  retry: retryDeliveryAction,
  cancel: cancelDeliveryAction,
  markHandled: markCopyHandledAction,
  clear: clearSuppressionAction,
  timeline: deliveryTimelineAction,
  withdraw: withdrawReplyAction,
};

/** What the composers ask and do about addresses that get no mail. */
export const suppressionActions: SuppressionActions = {
  find: suppressionsAction,
  clear: clearSuppressionAction,
};
