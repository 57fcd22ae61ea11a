import { startWorkLoop, type WorkLoop } from "@/services/workers/work-loop";
import { forwardPendingEvents } from "./forward-pending-events";

/** A Plausible that takes nothing is asked again after this, and then half as often each time. */
const [firstPauseMs, longestPauseMs] = [10_000, 5 * 60_000];

const shared = globalThis as { __myportalPlausibleForwarder?: WorkLoop };

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

/** How long a Plausible that took nothing is left alone. @param pauseMs the pause before, 0 when there was none */
export function nextPauseMs(pauseMs: number): number {
  return Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs);
}

function createForwarder(): WorkLoop {
  let pauseMs = 0;
  let pausedUntil = 0;
  const loop = startWorkLoop({
    name: "plausible forwarder",
    failure: "events could not be forwarded to Plausible; they wait",
    async lookFor() {
      if (performance.now() < pausedUntil) return false;
      const { more, isOut, retryAfterMs } = await forwardPendingEvents();
      pauseMs = isOut ? nextPauseMs(pauseMs) : 0;
      pausedUntil = isOut ? performance.now() + Math.max(pauseMs, retryAfterMs ?? 0) : 0;
      return more && !isOut;
    },
    // A batch is settled when its look ends.
    finish: async () => {},
  });
  return {
    wake() {
      pauseMs = 0;
      pausedUntil = 0;
      loop.wake();
    },
    stop: loop.stop,
  };
}
