import { database } from "@/db/client";
import type { TrackingEventType } from "@/db/schema/email";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";

/** Whether each kind of event is recorded of anybody, by the settings in force: of older mails, too. */
export async function recordedKinds(): Promise<Record<TrackingEventType, boolean>> {
  const { enabled, trackingMode, trackOpens, trackClicks } = await readTrackingSettings(database());
  const isOn = enabled && trackingMode !== "off";
  return { open: isOn && trackOpens, click: isOn && trackClicks };
}
