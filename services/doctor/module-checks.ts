import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { ModuleDefinition } from "@/services/integration-modules/module-definition";
import { type ModuleSlug, moduleDefinitions } from "@/services/integration-modules/module-definitions";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { amber, type DoctorCheck, type Finding, green, red } from "./check";

/** Modules take their time: each step of a connection has its own patience. */
const patienceMs = 25_000;

/** Of every module that connects to something: what Test connection says of it, with the settings in force. */
export const moduleChecks: readonly DoctorCheck[] = moduleDefinitions.flatMap((definition) =>
  definition.connection ? [connectionCheck(definition, definition.connection)] : [],
);

function connectionCheck(
  { slug, name }: ModuleDefinition,
  { why, isUsed, test }: NonNullable<ModuleDefinition["connection"]>,
): DoctorCheck {
  const mend = `Correct the settings under Admin → Integration Modules → ${name}, and use Test connection there.`;
  return {
    slug: `${slug}-connection`,
    group: "modules",
    title: `${name}: the connection works`,
    why,
    timeoutMs: patienceMs,
    async run(examination) {
      const database = await examination.database();
      const { enabled, settings } = await effectiveSettings(slug as ModuleSlug, database);
      if (!enabled) return green("The module is disabled: there is nothing to connect to.");
      if (isUsed && !isUsed(settings)) return green("Nothing is sent there with these settings.");
      return findingOf(await test(settings, { withExtra: false }), mend);
    },
  };
}

/** The worst of the steps counts. */
function findingOf(steps: readonly ConnectionStep[], mend: string): Finding {
  const said = (status: ConnectionStep["status"]) =>
    steps
      .filter((step) => step.status === status)
      .map(({ step, detail }) => `${step}: ${detail}`)
      .join(" ");
  if (steps.some(({ status }) => status === "failed")) return red(said("failed"), mend);
  if (steps.some(({ status }) => status === "warning")) return amber(said("warning"), mend);
  return green(said("ok"));
}
