import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { amber, type DoctorCheck, green } from "../check";

export const trackingOnCheck: DoctorCheck = {
  slug: "tracking-on",
  group: "tracking",
  title: "Tracking is switched on",
  why: "With the Plausible Analytics module disabled, or opens switched off in it, mail goes out without a pixel and nothing is recorded, for old mail as well.",
  async run(examination) {
    const { enabled, trackOpens, trackingMode } = await readTrackingSettings(await examination.database());
    if (!enabled) return amber("The Plausible Analytics module is disabled: nothing is tracked.", enable);
    if (trackingMode === "off") return amber("The tracking mode is “off”: nothing is tracked.", mode);
    if (!trackOpens) return amber("Opens are not tracked: mail goes out without a pixel.", opens);
    if (trackingMode === "consented")
      return green("On, for contacts whose consent is on record and for nobody else.");
    return green("On, for everybody who has not opted out.");
  },
};

const enable = "If it is to be on: Admin → Integration Modules → Plausible Analytics, the switch.";
const mode =
  "If it is to be on: Admin → Integration Modules → Plausible Analytics → Configure, Tracking mode.";
const opens =
  "If they are to be: Admin → Integration Modules → Plausible Analytics → Configure, Track Opens.";
