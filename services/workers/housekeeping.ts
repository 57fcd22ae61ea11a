import { sweepFiles } from "@/services/attachments/sweep-files";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { purgeExpiredEvents } from "@/services/email-tracking/purge-expired-events";
import { fetchLeftEmails } from "@/services/inbound-email/fetch-resend-email";
import { log } from "@/services/logging/log";
import { forgetOldDataRequests, resumeErasures } from "@/services/privacy/resume-erasures";
import { purgeWebhookEvents } from "@/services/resend-webhooks/take-webhook";
import { checkResendTracking } from "@/services/resend-webhooks/tracking-problem";
import { noteWorkerRun } from "./worker-runs";

const secondMs = 1000;
const hourMs = 3_600_000;

type Chore = {
  firstAfterMs: number;
  everyMs: number;
  /** @returns true when something was left over, to be done at once */
  work: () => Promise<unknown>;
  /** What is logged when it fails; it is tried again at its next time. */
  failure: string;
};

/** Each at its own time, so that one that takes long holds up no other. */
const chores: Chore[] = [
  {
    ...{ firstAfterMs: 0, everyMs: 15 * secondMs },
    work: () => noteWorkerRun("retention"),
    failure: "that the portal is kept tidy could not be noted",
  },
  {
    ...{ firstAfterMs: 15 * secondMs, everyMs: 15 * secondMs },
    work: resumeErasures,
    failure: "an erasure was interrupted; it is taken up again",
  },
  {
    ...{ firstAfterMs: 30 * secondMs, everyMs: hourMs },
    async work() {
      const { deleted, more } = await purgeExpiredEvents();
      if (deleted > 0) log().info({ deleted }, "expired tracking events were deleted");
      return more;
    },
    failure: "expired tracking events were not deleted; it is tried again",
  },
  {
    ...{ firstAfterMs: 40 * secondMs, everyMs: hourMs },
    async work() {
      await forgetOldDataRequests();
      await purgeWebhookEvents();
    },
    failure: "old requests and events were not forgotten; it is tried again",
  },
  {
    ...{ firstAfterMs: 50 * secondMs, everyMs: hourMs },
    async work() {
      const fetched = await fetchLeftEmails();
      if (fetched > 0) log().info({ fetched }, "mail that had waited at Resend was fetched");
      await checkResendTracking();
    },
    failure: "Resend could not be asked; it is tried again",
  },
  {
    ...{ firstAfterMs: 60 * secondMs, everyMs: hourMs },
    async work() {
      const swept = await sweepFiles();
      if (Object.values(swept).some(Boolean)) log().info(swept, "files that nobody needs were deleted");
    },
    failure: "files were not swept; it is tried again",
  },
];

const shared = globalThis as { __myportalHousekeeping?: { stop(): void } };

/**
 * Keeps nothing longer than it may be kept (expired events, files that nobody needs), takes up erasures that were
 * interrupted, and asks Resend what its webhooks did not say. A second call does nothing.
 */
export function startHousekeeping() {
  shared.__myportalHousekeeping ??= doRegularly(chores);
}

export function stopHousekeeping() {
  shared.__myportalHousekeeping?.stop();
  shared.__myportalHousekeeping = undefined;
}

/** Does each chore again and again, resting in between; it keeps no process alive. */
export function doRegularly(regular: Chore[]): { stop(): void } {
  const timers = new Map<Chore, NodeJS.Timeout>();
  let isStopped = false;

  function doAfter(chore: Chore, waitMs: number) {
    if (!isStopped) timers.set(chore, setTimeout(() => void doNow(chore), waitMs).unref());
  }

  async function doNow(chore: Chore) {
    let waitMs = chore.everyMs;
    try {
      if ((await chore.work()) === true) waitMs = Math.min(waitMs, secondMs);
    } catch (error) {
      log().warn(loggableError(error), chore.failure);
    }
    doAfter(chore, waitMs);
  }

  for (const chore of regular) doAfter(chore, chore.firstAfterMs);
  return {
    stop() {
      isStopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
