import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { amber, type DoctorCheck, green } from "../check";

export const linkTrackingOnCheck: DoctorCheck = {
  slug: "link-tracking-on",
  group: "tracking",
  title: "Links are tracked",
  why: "Only http and https links are ever rewritten; mailto: and the like, links to unsubscribe, and links that carry a secret are left alone. With the setting off, none is.",
  async run(examination) {
    const settings = await readTrackingSettings(await examination.database());
    if (!settings.enabled || settings.trackingMode === "off")
      return amber("Tracking as a whole is off: see “Tracking is switched on”.", null);
    if (!settings.trackClicks)
      return amber("Clicks are not tracked: links go out as they were written.", mend);
    return green(
      settings.skipSecretLinks
        ? "On. Links that seem to carry a secret are left alone."
        : "On, for links that seem to carry a secret as well.",
    );
  },
};

const mend =
  "If they are to be: Admin → Integration Modules → Plausible Analytics → Configure, Track Clicks.";
