import { loggableError } from "@/services/email-tracking/loggable-error";
import { log } from "@/services/logging/log";
import { forwardPendingEvents } from "./forward-pending-events";

const pollMs = 5_000;

type Forwarder = { stop(): Promise<void> };
const shared = globalThis as { __myportalPlausibleForwarder?: Forwarder };

/** Starts forwarding what waits for Plausible, now and from now on. A second call does nothing. */
export function startPlausibleForwarder() {
  shared.__myportalPlausibleForwarder ??= createForwarder();
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

  const drain = async () => {
    try {
      while (!stopped && (await forwardPendingEvents()).more);
    } catch (error) {
      log().warn(loggableError(error), "events could not be forwarded to Plausible; they wait");
    }
  };
  const tick = () => {
    running ??= drain().finally(() => {
      running = null;
    });
  };
  tick();
  const timer = setInterval(tick, pollMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
