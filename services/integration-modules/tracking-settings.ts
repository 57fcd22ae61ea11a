import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { env } from "@/env";
import { log } from "@/services/logging/log";
import { plausibleModule } from "./definitions/plausible";
import { readModuleRow } from "./module-row";
import { resolveSettings } from "./resolve-settings";

/** What tracking needs to know, without secrets. */
export type TrackingSettings = Awaited<ReturnType<typeof readTrackingSettings>>;

/** The settings a mail is sent with: always from the database, so that a change holds from the next reply on. */
export async function readTrackingSettings(tx: DatabaseOrTransaction) {
  const row = await readModuleRow(tx, plausibleModule);
  const resolved = resolveSettings(plausibleModule, row, env());
  const settings = plausibleModule.schema.parse(
    Object.fromEntries([...resolved].map(([name, { value }]) => [name, value])),
  );
  return {
    enabled: row.enabled,
    trackOpens: settings.track_opens,
    trackClicks: settings.track_clicks,
    trackingMode: settings.tracking_mode,
    ipStorage: settings.ip_storage,
    respectGpc: settings.respect_gpc,
    sendToPlausible: settings.send_to_plausible,
    retentionDays: settings.retention_days,
    skipSecretLinks: settings.skip_secret_links,
  };
}

const maxAgeMs = 1000;

// The recording path and the admin's form run in two module graphs of one process: on globalThis they share this.
type Cache = { value: TrackingSettings | null; readAt: number; pending: Promise<TrackingSettings> | null };
const shared = globalThis as { __myportalTrackingSettings?: Cache };
function cache(): Cache {
  shared.__myportalTrackingSettings ??= { value: null, readAt: 0, pending: null };
  return shared.__myportalTrackingSettings;
}

/**
 * The settings for recording what recipients do: at most a second old, so that thousands of opens a second do not each
 * ask for them. While the database is away the last ones known hold.
 */
export async function cachedTrackingSettings(): Promise<TrackingSettings> {
  const known = cache();
  if (known.value && Date.now() - known.readAt < maxAgeMs) return known.value;
  const pending = known.pending ?? refresh(known);
  try {
    return await pending;
  } catch (error) {
    if (!known.value) throw error;
    log().warn({ err: error }, "could not read the tracking settings; the last ones known hold");
    return known.value;
  }
}

/** Called when they were saved in this process: the next event is judged by the new ones. */
export function forgetTrackingSettings() {
  cache().readAt = 0;
  cache().pending = null;
}

function refresh(known: Cache): Promise<TrackingSettings> {
  const startedAt = Date.now();
  const reading: Promise<TrackingSettings> = readTrackingSettings(database())
    .then((value) => {
      // Forgotten meanwhile: what was read may be from before the save.
      if (known.pending === reading) Object.assign(known, { value, readAt: startedAt });
      return value;
    })
    .finally(() => {
      if (known.pending === reading) known.pending = null;
    });
  known.pending = reading;
  return reading;
}
