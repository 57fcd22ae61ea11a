import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { testPlausible } from "@/services/module-connections/test-plausible";
import { type DoctorCheck, green } from "../check";
import { connectionFinding } from "../connection-finding";

export const plausibleConnectionCheck: DoctorCheck = {
  slug: "plausible-connection",
  group: "plausible",
  title: "Plausible answers, and knows the site",
  why: "Events for a site that Plausible does not know are thrown away by it without a word.",
  timeoutMs: 25_000,
  async run(examination) {
    const { enabled, settings } = await effectiveSettings("plausible", await examination.database());
    if (!enabled || !settings.send_to_plausible) return green("Nothing is forwarded: events stay here.");
    return connectionFinding(examination, "plausible", (current) => testPlausible(current, false), mend);
  },
};

const mend =
  "Correct the address, the site and the key under Admin → Integration Modules → Plausible Analytics, and use Test connection there.";
