const shared = globalThis as { __myportalShutdown?: AbortController };

function shutdown(): AbortController {
  shared.__myportalShutdown ??= new AbortController();
  return shared.__myportalShutdown;
}

/** From now on this process says that it is not ready, so that proxies send their requests elsewhere. */
export function beginShutdown() {
  shutdown().abort();
}

export function isShuttingDown(): boolean {
  return shutdown().signal.aborted;
}

/** Aborted when the process begins to stop: what would never end by itself ends then. */
export function shutdownSignal(): AbortSignal {
  return shutdown().signal;
}
