import { z } from "zod";

const addresses = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());

/**
 * An event of Resend, as far as it is used (resend.com/docs/webhooks/event-types, and webhook-event.interface.d.ts of
 * resend 6.38). What is not needed may be missing: an event is too good to lose over a field that nobody reads.
 */
export const webhookEventSchema = z.object({
  type: z.string(),
  created_at: z.coerce.date().catch(() => new Date()),
  data: z
    .object({
      email_id: z.string().optional(),
      /** The Message-ID that went out, with or without angle brackets. */
      message_id: z.string().optional().catch(undefined),
      to: addresses.optional().catch(undefined),
      bounce: z
        .object({ type: z.string().catch(""), subType: z.string().catch(""), message: z.string().catch("") })
        .optional()
        .catch(undefined),
      failed: z.object({ reason: z.string() }).optional().catch(undefined),
      suppressed: z.object({ message: z.string() }).optional().catch(undefined),
    })
    .catch({}),
});

export type WebhookEvent = z.output<typeof webhookEventSchema>;
