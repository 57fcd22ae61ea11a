import type { DeliveryReport } from "@/services/email-delivery/delivery-report";
import type { WebhookEvent } from "./webhook-event";

/** What an event says of a copy; null when it says nothing that moves one. */
export function reportOfEvent({ type, data }: WebhookEvent): Pick<DeliveryReport, "kind" | "detail"> | null {
  switch (type) {
    case "email.delivered":
      return { kind: "delivered", detail: "Resend: delivered to the recipient's mail server" };
    case "email.delivery_delayed":
      return { kind: "delayed", detail: "Resend: the recipient's mail server does not take it yet" };
    case "email.bounced": {
      const { type: bounceType = "", subType = "", message = "" } = data.bounce ?? {};
      // resend.com/docs/dashboard/emails/email-bounces: Permanent, Transient and Undetermined.
      const kind = bounceType === "Permanent" ? "bounced_hard" : "bounced_soft";
      return { kind, detail: [bounceType, subType, message].filter(Boolean).join(": ") || "bounced" };
    }
    case "email.complained":
      return { kind: "complained", detail: "Resend: the recipient marked it as spam" };
    case "email.failed":
      return { kind: "failed", detail: data.failed?.reason ?? "Resend could not send it" };
    case "email.suppressed":
      return {
        kind: "suppressed",
        detail: data.suppressed?.message ?? "The address is on Resend's suppression list",
      };
    default:
      return null;
  }
}
