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

/** How old the settings may get by which visits are recorded: a change in another process holds after this. */
const refreshMs = 1_000;
/** A read that has not ended by then is no longer waited for. */
const hangsAfterMs = 5_000;

type Cache = {
  value: TrackingSettings | null;
  /** Saved in this process since the value was read. */
  isOutdated: boolean;
  reading: Promise<TrackingSettings> | null;
  startedAt: number;
  isFailing: boolean;
};

// The recording path and the admin's form run in two module graphs of one process: on globalThis they share this.
const shared = globalThis as { __myportalTrackingSettings?: Cache };

/**
 * The settings for recording what recipients do: at most about a second old, at hand without a wait (but for the first
 * time), so that neither thousands of opens a second nor a database that is away stand between a visit and its record.
 * While they cannot be read the last ones known hold.
 * @throws what reading them throws, as long as none are known.
 */
export function currentTrackingSettings(): TrackingSettings | Promise<TrackingSettings> {
  const cache = sharedCache();
  if (cache.value && !cache.isOutdated) return cache.value;
  return refresh(cache).catch((error) => {
    if (!cache.value) throw error;
    return cache.value;
  });
}

/** Called when they were saved in this process: the next visit is judged by the new ones. */
export function forgetTrackingSettings() {
  const cache = sharedCache();
  cache.isOutdated = true;
  cache.reading = null;
}

function sharedCache(): Cache {
  if (!shared.__myportalTrackingSettings) {
    const cache: Cache = { value: null, isOutdated: false, reading: null, startedAt: 0, isFailing: false };
    shared.__myportalTrackingSettings = cache;
    setInterval(() => refresh(cache).catch(() => {}), refreshMs).unref(); // It has been logged.
  }
  return shared.__myportalTrackingSettings;
}

function refresh(cache: Cache): Promise<TrackingSettings> {
  if (cache.reading && Date.now() - cache.startedAt < hangsAfterMs) return cache.reading;
  const reading: Promise<TrackingSettings> = readTrackingSettings(database()).then(
    (value) => {
      // Saved or asked again meanwhile: what was read may be from before.
      if (cache.reading === reading)
        Object.assign(cache, { value, isOutdated: false, reading: null, isFailing: false });
      return value;
    },
    (error) => {
      if (cache.reading === reading) cache.reading = null;
      // Once an outage, not once a second.
      if (!cache.isFailing)
        log().warn({ err: error }, "the tracking settings cannot be read; the last ones known hold");
      cache.isFailing = true;
      throw error;
    },
  );
  Object.assign(cache, { reading, startedAt: Date.now() });
  return reading;
}
