"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { createApiKey, createApiKeySchema } from "@/services/api-keys/create-api-key";
import { revokeApiKey } from "@/services/api-keys/revoke-api-key";

/** Makes a key, which is returned here and never again. */
export const createApiKeyAction = authedAction(
  createApiKeySchema,
  "admin",
  async (actor, input): Promise<{ key: string }> => {
    const { key } = await createApiKey(actor, input);
    revalidatePath("/admin/api-keys");
    return { key };
  },
);

export const revokeApiKeyAction = authedAction(
  z.object({ apiKeyId: z.number().int().positive() }),
  "admin",
  async (actor, { apiKeyId }): Promise<void> => {
    await revokeApiKey(actor, apiKeyId);
    revalidatePath("/admin/api-keys");
  },
);
