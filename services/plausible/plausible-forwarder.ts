import { loggableError } from "@/services/email-tracking/loggable-error";
import { log } from "@/services/logging/log";
import { forwardPendingEvents } from "./forward-pending-events";

const pollMs = 2_000;
/** A Plausible that takes nothing is asked again after this, and then half as often each time. */
const [firstPauseMs, longestPauseMs] = [10_000, 5 * 60_000];

type Forwarder = { wake(): void; stop(): Promise<void> };
const shared = globalThis as { __myportalPlausibleForwarder?: Forwarder };

/** Starts forwarding what waits for Plausible, now and from now on. A second call does nothing. */
export function startPlausibleForwarder() {
  shared.__myportalPlausibleForwarder ??= createForwarder();
}

/** Looks at once for what is due, whatever was wrong before: somebody has mended it. */
export function wakePlausibleForwarder() {
  shared.__myportalPlausibleForwarder?.wake();
}

/** Takes nothing new and waits for what is on its way. */
export async function stopPlausibleForwarder(): Promise<void> {
  const forwarder = shared.__myportalPlausibleForwarder;
  shared.__myportalPlausibleForwarder = undefined;
  await forwarder?.stop();
}

function createForwarder(): Forwarder {
  let stopped = false;
  let running: Promise<void> | null = null;
  let pauseMs = 0;
  let pausedUntil = 0;

  const drain = async () => {
    try {
      for (let more = true; more && !stopped; ) {
        const run = await forwardPendingEvents();
        more = run.more && !run.isOut;
        if (!run.isOut) pauseMs = 0;
        else {
          pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs);
          pausedUntil = performance.now() + Math.max(pauseMs, run.retryAfterMs ?? 0);
        }
      }
    } catch (error) {
      log().warn(loggableError(error), "events could not be forwarded to Plausible; they wait");
    }
  };
  const tick = () => {
    if (performance.now() < pausedUntil) return;
    running ??= drain().finally(() => {
      running = null;
    });
  };
  tick();
  const timer = setInterval(tick, pollMs);
  timer.unref();
  return {
    wake() {
      pausedUntil = 0;
      pauseMs = 0;
      tick();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
