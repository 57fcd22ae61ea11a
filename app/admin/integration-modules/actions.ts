"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { toWire } from "@/components/wire";
import { updateModule } from "@/services/integration-modules/update-module";

export const updateModuleAction = authedAction(
  z.object({
    slug: z.string(),
    version: z.number().int(),
    enabled: z.boolean().optional(),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
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
