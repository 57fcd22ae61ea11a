import { log } from "@/services/logging/log";
import { forgetOldDataRequests, resumeErasures } from "@/services/privacy/resume-erasures";
import { loggableError } from "./loggable-error";
import { purgeExpiredEvents } from "./purge-expired-events";

const everyMs = 60 * 60 * 1000;
const firstAfterMs = 30_000;
/** After a run that left something over. */
const againAfterMs = 1000;
const erasuresEveryMs = 15_000;

const shared = globalThis as { __myportalEventRetention?: { stop(): void } };

/**
 * Keeps nothing longer than it may be kept: deletes expired events soon, and every hour from then on, and takes up
 * erasures that were interrupted. A second call does nothing.
 */
export function startEventRetention() {
  shared.__myportalEventRetention ??= createRetention();
}

export function stopEventRetention() {
  shared.__myportalEventRetention?.stop();
  shared.__myportalEventRetention = undefined;
}

function createRetention() {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let erasing = false;

  async function purge() {
    let next = everyMs;
    try {
      const { deleted, more } = await purgeExpiredEvents();
      if (deleted > 0) log().info({ deleted }, "expired tracking events were deleted");
      if (more) next = againAfterMs;
      else await forgetOldDataRequests();
    } catch (error) {
      log().warn(loggableError(error), "expired tracking events were not deleted; it is tried again");
    }
    if (!stopped) timer = setTimeout(purge, next).unref();
  }

  async function erase() {
    if (erasing) return;
    erasing = true;
    try {
      await resumeErasures();
    } catch (error) {
      log().warn(loggableError(error), "an erasure was interrupted; it is taken up again");
    } finally {
      erasing = false;
    }
  }

  timer = setTimeout(purge, firstAfterMs).unref();
  const erasures = setInterval(erase, erasuresEveryMs).unref();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(erasures);
    },
  };
}
