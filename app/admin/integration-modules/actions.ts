"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { toWire } from "@/components/wire";
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
  async (actor, { slug, version, enabled, settings }) => {
    const module = await updateModule(actor, slug, {
      version,
      ...(enabled === undefined ? {} : { enabled }),
      ...(settings === undefined ? {} : { settings }),
    });
    revalidatePath("/", "layout");
    return toWire(module);
  },
);

/** Connects with what the form holds, saved or not. */
export const testConnectionAction = authedAction(
  z.object({ slug: z.string(), settings: settingsSchema, sendEvent: z.boolean() }),
  "admin",
  (actor, test) => testConnection(actor, test),
);
