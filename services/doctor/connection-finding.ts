import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { ModuleSlug, SettingsOf } from "@/services/integration-modules/module-definitions";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { amber, type Finding, green, red } from "./check";
import type { Examination } from "./examination";

/**
 * What Test connection says of a module with the settings in force, as one finding: the worst of its steps counts.
 * @param mend what an admin does about a step that failed
 */
export async function connectionFinding<Slug extends ModuleSlug>(
  examination: Examination,
  slug: Slug,
  test: (settings: SettingsOf<Slug>) => Promise<ConnectionStep[]>,
  mend: string,
): Promise<Finding> {
  const { enabled, settings } = await effectiveSettings(slug, await examination.database());
  if (!enabled) return green("The module is disabled: there is nothing to connect to.");
  const steps = await test(settings);
  const said = (status: ConnectionStep["status"]) =>
    steps
      .filter((step) => step.status === status)
      .map(({ step, detail }) => `${step}: ${detail}`)
      .join(" ");
  if (steps.some(({ status }) => status === "failed")) return red(said("failed"), mend);
  if (steps.some(({ status }) => status === "warning")) return amber(said("warning"), mend);
  return green(said("ok"));
}
