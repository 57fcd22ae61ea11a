import { z } from "zod";
import type { ModuleView } from "@/services/integration-modules/get-module";
import { moment } from "../fields";

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const moduleResource = z
  .strictObject({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    icon: z.string(),
    enabled: z.boolean(),
    version: z
      .int()
      .meta({ description: "Counts saves. Send it with a change to be told of somebody else's." }),
    updated_at: moment,
    settings: z.record(z.string(), settingValue).meta({
      description: "What is in force. A secret is never shown: `api_key_set` says whether there is one.",
    }),
    sources: z.record(z.string(), z.enum(["saved", "environment", "default"])).meta({
      description: "Where each setting's value comes from.",
    }),
  })
  .meta({ id: "IntegrationModule" });

/** A module as the API shows it. */
export function toModuleResource(module: ModuleView): z.input<typeof moduleResource> {
  const { slug, name, description, icon, enabled, version } = module;
  return {
    ...{ slug, name, description, icon, enabled, version },
    updated_at: module.updatedAt.toISOString(),
    settings: Object.fromEntries(
      module.settings.map((setting) =>
        setting.type === "secret" ? [`${setting.name}_set`, setting.isSet] : [setting.name, setting.value],
      ),
    ),
    sources: Object.fromEntries(module.settings.map((setting) => [setting.name, setting.source])),
  };
}
