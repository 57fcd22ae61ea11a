import { log } from "@/services/logging/log";
import { loggableError } from "./loggable-error";
import { purgeExpiredEvents } from "./purge-expired-events";

const everyMs = 60 * 60 * 1000;
const firstAfterMs = 30_000;

const shared = globalThis as { __myportalEventRetention?: { stop(): void } };

/** Deletes expired events soon, and every hour from then on. A second call does nothing. */
export function startEventRetention() {
  shared.__myportalEventRetention ??= createRetention();
}

export function stopEventRetention() {
  shared.__myportalEventRetention?.stop();
  shared.__myportalEventRetention = undefined;
}

function createRetention() {
  const purge = async () => {
    try {
      const deleted = await purgeExpiredEvents();
      if (deleted > 0) log().info({ deleted }, "expired tracking events were deleted");
    } catch (error) {
      log().warn(loggableError(error), "expired tracking events were not deleted; it is tried again");
    }
  };
  const first = setTimeout(purge, firstAfterMs).unref();
  const timer = setInterval(purge, everyMs).unref();
  return {
    stop() {
      clearTimeout(first);
      clearInterval(timer);
    },
  };
}
