import { z } from "zod";
import type { ModuleView } from "@/services/integration-modules/get-module";
import type { ModuleUpdated } from "@/services/integration-modules/update-module";
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

export const updatedModuleResource = moduleResource
  .extend({
    changes: z.array(z.strictObject({ field: z.string(), from: z.unknown(), to: z.unknown() })).meta({
      description:
        "What this request changed: `from` is what was saved, `to` what is. null: nothing. Secrets are masked.",
    }),
  })
  .meta({ id: "UpdatedIntegrationModule" });

/** Every save is another version. @returns the strong entity tag of a module's version, such as `"7"` */
export function moduleEntityTag({ version }: { version: number }): string {
  return `"${version}"`;
}

/** The versions that these entity tags name. What is no tag of ours names none. */
export function versionsOf(entityTags: readonly string[]): number[] {
  return entityTags.flatMap((tag) => {
    const [, digits] = /^"([1-9]\d{0,15})"$/.exec(tag) ?? [];
    return digits ? [Number(digits)] : [];
  });
}

/** A module as the API shows it after a change. */
export function toUpdatedModuleResource({
  module,
  changes,
}: ModuleUpdated): z.input<typeof updatedModuleResource> {
  return {
    ...toModuleResource(module),
    changes: Object.entries(changes).map(([field, { from, to }]) => ({
      ...{ field, from: from ?? null, to: to ?? null },
    })),
  };
}

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
