"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { updateConsent, updateConsentSchema } from "@/services/contacts/update-consent";
import { eraseContact } from "@/services/privacy/erase-contact";

const contactId = z.number().int().positive();

export const updateConsentAction = authedAction(
  updateConsentSchema.extend({ contactId }),
  "admin",
  async (actor, { contactId: id, ...input }): Promise<void> => {
    await updateConsent(actor, id, input);
    revalidatePath("/", "layout");
  },
);

/** @returns whether it is done; otherwise it goes on in the background. */
export const eraseContactAction = authedAction(
  z.object({ contactId, strength: z.enum(["tracking", "contact"]) }),
  "admin",
  async (actor, { contactId: id, strength }): Promise<{ done: boolean }> => {
    const { status } = await eraseContact(actor, id, strength);
    revalidatePath("/", "layout");
    return { done: status === "done" };
  },
);
