import type { TrackingOffer } from "@/components/composer/track-switch";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";

/** What the composer may offer, by the settings in force now. */
export async function trackingOffer(): Promise<TrackingOffer> {
  const { enabled, settings } = await effectiveSettings("plausible");
  return {
    enabled,
    opens: settings.track_opens,
    clicks: settings.track_clicks,
    mode: settings.tracking_mode,
  };
}
