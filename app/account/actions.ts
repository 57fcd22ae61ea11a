"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { changePassword, changePasswordSchema, updateOwnProfile } from "@/services/auth/own-account";

export const changePasswordAction = authedAction(
  changePasswordSchema,
  "agent",
  async (actor, input): Promise<void> => {
    await changePassword(actor, await headers(), input);
  },
);

export const updateProfileAction = authedAction(
  z.object({
    name: z.string().max(255, "A name can have at most 255 characters."),
    signatureHtml: z.string(),
  }),
  "agent",
  async (actor, input): Promise<void> => {
    await updateOwnProfile(actor, input);
    revalidatePath("/", "layout");
  },
);
