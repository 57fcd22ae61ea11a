"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { createUser, createUserSchema } from "@/services/auth/create-user";
import { updateUser, updateUserSchema } from "@/services/auth/update-user";

/** Creates a user with a generated password, which is returned here and never again. */
export const createUserAction = authedAction(
  createUserSchema.omit({ password: true }),
  "admin",
  async (actor, input): Promise<{ password: string }> => {
    const { generatedPassword } = await createUser(actor, input);
    if (generatedPassword === null) throw new Error("no password was generated for the new user");
    revalidatePath("/admin/users");
    return { password: generatedPassword };
  },
);

export const updateUserAction = authedAction(
  updateUserSchema.extend({ userId: z.string() }),
  "admin",
  async (actor, { userId, ...changes }): Promise<void> => {
    await updateUser(actor, userId, changes);
    revalidatePath("/", "layout");
  },
);
