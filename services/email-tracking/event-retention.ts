import { sweepFiles } from "@/services/attachments/sweep-files";
import { log } from "@/services/logging/log";
import { forgetOldDataRequests, resumeErasures } from "@/services/privacy/resume-erasures";
import { purgeWebhookEvents } from "@/services/resend-webhooks/take-webhook";
import { checkResendTracking } from "@/services/resend-webhooks/tracking-problem";
import { noteWorkerRun } from "@/services/workers/worker-runs";
import { loggableError } from "./loggable-error";
import { purgeExpiredEvents } from "./purge-expired-events";

const everyMs = 60 * 60 * 1000;
const firstAfterMs = 30_000;
/** After a run that left something over. */
const againAfterMs = 1000;
const erasuresEveryMs = 15_000;

const shared = globalThis as { __myportalEventRetention?: { stop(): void } };

/**
 * Keeps nothing longer than it may be kept: deletes expired events, and files that nobody needs, soon and every hour from
 * then on, and takes up erasures that were interrupted. A second call does nothing.
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
      else {
        await forgetOldDataRequests();
        await purgeWebhookEvents();
      }
    } catch (error) {
      log().warn(loggableError(error), "expired tracking events were not deleted; it is tried again");
    }
    if (!stopped) timer = setTimeout(purge, next).unref();
  }

  async function showLife() {
    try {
      await noteWorkerRun("retention");
    } catch (error) {
      log().warn(loggableError(error), "that retention runs could not be noted");
    }
  }

  async function erase() {
    // A long one is still under way, and the worker alive all the same.
    if (erasing) return showLife();
    erasing = true;
    try {
      await noteWorkerRun("retention");
      await resumeErasures();
    } catch (error) {
      log().warn(loggableError(error), "an erasure was interrupted; it is taken up again");
    } finally {
      erasing = false;
    }
  }

  /** Apart from the events: a folder of many files takes a while to go through. */
  async function tidy() {
    try {
      const swept = await sweepFiles();
      if (Object.values(swept).some(Boolean)) log().info(swept, "files that nobody needs were deleted");
      await checkResendTracking();
    } catch (error) {
      log().warn(loggableError(error), "files were not swept, or Resend was not asked; it is tried again");
    }
    if (!stopped) tidying = setTimeout(tidy, everyMs).unref();
  }

  timer = setTimeout(purge, firstAfterMs).unref();
  let tidying = setTimeout(tidy, 2 * firstAfterMs).unref();
  void showLife();
  const erasures = setInterval(erase, erasuresEveryMs).unref();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(tidying);
      clearInterval(erasures);
    },
  };
}
