"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { markProblemHandled } from "@/services/email-delivery/mark-problem-handled";
import { resumeTransport } from "@/services/email-delivery/transports/pause-transport";
import { acceptInboundEmail } from "@/services/inbound-email/accept-inbound-email";
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

/** Makes a message of a mail that was taken for a program's. */
export const acceptInboundAction = authedAction(
  schema,
  "agent",
  async (actor, { inboundEmailId }): Promise<{ ticketId: number }> => {
    const accepted = await acceptInboundEmail(actor, inboundEmailId);
    revalidatePath("/", "layout");
    return accepted;
  },
);

/** Ends a transport's pause: what made it pause is mended. */
export const resumeTransportAction = authedAction(
  z.object({ name: z.enum(["resend", "smtp", "catcher"]) }),
  "admin",
  async (actor, { name }): Promise<void> => {
    await resumeTransport(actor, name);
    revalidatePath("/", "layout");
  },
);
