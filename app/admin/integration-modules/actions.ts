"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import type { SaveOutcome } from "@/components/admin/module-card";
import { toWire } from "@/components/wire";
import { ChangedMeanwhileError } from "@/services/errors";
import { getModule } from "@/services/integration-modules/get-module";
import { updateModule } from "@/services/integration-modules/update-module";
import { testConnection } from "@/services/module-connections/test-connection";

const settingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const updateModuleAction = authedAction(
  z.object({
    slug: z.string(),
    version: z.number().int(),
    enabled: z.boolean().optional(),
    settings: settingsSchema.optional(),
  }),
  "admin",
  async (actor, { slug, version, enabled, settings }): Promise<SaveOutcome> => {
    const update = {
      version,
      ...(enabled === undefined ? {} : { enabled }),
      ...(settings === undefined ? {} : { settings }),
    };
    try {
      const { module } = await updateModule(actor, slug, update);
      revalidatePath("/", "layout");
      return { isSaved: true, module: toWire(module) };
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      const { message, changes } = error;
      return { isSaved: false, message, changes: toWire(changes), module: toWire(await getModule(slug)) };
    }
  },
);

/** Connects with what the form holds, saved or not. */
export const testConnectionAction = authedAction(
  z.object({ slug: z.string(), settings: settingsSchema, withExtra: z.boolean() }),
  "admin",
  (actor, test) => testConnection(actor, test),
);
