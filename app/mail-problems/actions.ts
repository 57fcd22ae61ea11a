"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { markProblemHandled } from "@/services/email-delivery/mark-problem-handled";
import { retryInboundEmail } from "@/services/inbound-email/retry-inbound-email";

const schema = z.object({ inboundEmailId: z.number().int().positive() });

/** Reads a mail again that could not be read. */
export const retryInboundAction = authedAction(
  schema,
  "agent",
  async (actor, { inboundEmailId }): Promise<void> => {
    await retryInboundEmail(actor, inboundEmailId);
    revalidatePath("/", "layout");
  },
);

export const markInboundHandledAction = authedAction(
  schema,
  "agent",
  async (actor, { inboundEmailId }): Promise<void> => {
    await markProblemHandled(actor, { kind: "inbound", id: inboundEmailId });
    revalidatePath("/", "layout");
  },
);
