import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import next from "next";
import { connection } from "@/db/client";
import { env } from "@/env";
import { clientAddressHeader } from "@/services/auth/auth";
import { clientAddress } from "@/services/auth/client-address";
import { ensureEnvironmentApiKey, ensureFirstAdmin } from "@/services/auth/ensure-first-admin";
import { startDeliveryWorker, stopDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { createCommitThread } from "@/services/email-tracking/recording/commit-thread";
import { eventWriter } from "@/services/email-tracking/recording/process-event-writer";
import { answerOnSocket } from "@/services/email-tracking/requests/socket-door";
import { TrackingServer } from "@/services/email-tracking/requests/tracking-server";
import { trackingKeyRing } from "@/services/email-tracking/signing/tracking-key-ring";
import { beginShutdown, isShuttingDown } from "@/services/health/shutdown";
import { answerUnroutable } from "@/services/http/answer-unroutable";
import { pathAndQuery } from "@/services/http/path-and-query";
import { startInboundWorkers, stopInboundWorkers } from "@/services/inbound-email/inbound-workers";
import { currentTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { adoptConsole } from "@/services/logging/adopt-console";
import { log } from "@/services/logging/log";
import { startMailCatcher } from "@/services/mail-catcher/start-mail-catcher";
import { readRoutePatterns } from "@/services/metrics/route-patterns";
import { watchRequest } from "@/services/metrics/watch-request";
import { startPlausibleForwarder, stopPlausibleForwarder } from "@/services/plausible/plausible-forwarder";
import { addSecurityHeaders } from "@/services/security/add-security-headers";
import { securityHeaders } from "@/services/security/security-headers";
import { startHousekeeping, stopHousekeeping } from "@/services/workers/housekeeping";

/**
 * The process: one HTTP server that answers tracking requests by itself and hands all else to Next.js, and the workers
 * that must exist once. `npm start` runs it; a container runs it directly.
 */

/** How long running requests may take once nothing new is taken; then they are cut off. */
const requestsMs = 8_000;
const idleCheckMs = 50;
/** The process ends by then, whatever hangs. */
const drainMs = 20_000;
/** Longer than a proxy keeps an idle connection (nginx: 60 s), so that it is never ours to close under its next request. */
const keepAliveMs = 75_000;
/**
 * By how many hundredths the memory of what lives long may grow before V8 collects it, while every request waits for up
 * to 50 ms. Left to itself, V8 takes a portal that was at rest for one that had better stay small, and collects after
 * every tenth: under load, every few seconds.
 */
const heapGrowingPercent = 50;
const configurationErrors = new Set(["EnvironmentError", "TrackingKeysError"]);

async function main() {
  const { HOST, PORT, PORTAL_URL, NODE_ENV, RESEND_API_KEY, SMTP_URL, DATA_DIR, TRUSTED_PROXY_HOPS } = env();
  if (NODE_ENV === "production") adoptConsole();
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
  // A list of keys that cannot be read stops the start and not a recipient's click.
  trackingKeyRing();
  const generatedAdmin = await ensureFirstAdmin();
  await ensureEnvironmentApiKey();
  const catcher =
    RESEND_API_KEY || SMTP_URL
      ? null
      : await startMailCatcher({
          smtpPort: env().MAIL_CATCHER_SMTP_PORT,
          webPort: env().MAIL_CATCHER_WEB_PORT,
          dataDir: DATA_DIR,
        });
  const server = new TrackingServer({ keepAliveTimeout: keepAliveMs }, TRUSTED_PROXY_HOPS);
  const isDevelopment = NODE_ENV === "development";
  // On the server that it is given, Next takes every connection that offers another protocol (`Upgrade`), and drops what
  // is not its development socket. Without such a listener Node passes the offer by, as HTTP lets it (RFC 9110, 7.8): so
  // in production Next has a server that nobody connects to.
  const httpServer = isDevelopment ? server : createServer();
  const portal = next({ dev: isDevelopment, hostname: HOST, port: PORT, httpServer });
  await portal.prepare();
  const nextHandler = portal.getRequestHandler();
  const headers = securityHeaders();
  const watching = {
    patternOf: readRoutePatterns(join(".next", "routes-manifest.json")),
    trustedHops: TRUSTED_PROXY_HOPS,
  };
  server.on("request", (request, response) => {
    // The connection ends with this answer: the next request comes over another one, to a process that stays.
    if (isShuttingDown()) response.shouldKeepAlive = false;
    const forwardedFor = request.headers["x-forwarded-for"];
    const ip = clientAddress(request.socket.remoteAddress, forwardedFor, TRUSTED_PROXY_HOPS);
    request.url = pathAndQuery(request.url ?? "/") ?? request.url;
    if (answerOnSocket(request, response, ip)) return;
    markClientAddress(request, ip);
    addSecurityHeaders(response, headers);
    const answer = async () => answerUnroutable(request, response) || nextHandler(request, response);
    watchRequest(request, response, watching, answer).catch((error) => {
      log().error({ err: error }, "a request failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // At hand before the first recipient asks; and what dead processes left behind begins to come in.
  await currentTrackingSettings();
  // In development sources run as they are, which a thread cannot read: there events are committed in this one.
  eventWriter(isDevelopment ? undefined : createCommitThread);
  await listen(server, PORT, HOST);
  startDeliveryWorker();
  startInboundWorkers();
  startPlausibleForwarder();
  startHousekeeping();
  stopOnSignal(server, catcher, () => portal.close());
  log().info({ portalUrl: PORTAL_URL, inboxUrl: catcher?.webUrl }, "MyPortal is up");
  if (generatedAdmin && !process.send) {
    console.log(`\n  First admin: ${generatedAdmin.email}  password: ${generatedAdmin.password}\n`);
  }
  process.send?.({ type: "ready", portalUrl: PORTAL_URL, inboxUrl: catcher?.webUrl ?? null, generatedAdmin });
}

/** The one header that says who is asking is ours: what a client sent under its name is gone. */
function markClientAddress({ headers }: IncomingMessage, ip: string | null) {
  delete headers[clientAddressHeader];
  if (ip) headers[clientAddressHeader] = ip;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * SIGTERM and Ctrl-C. First /api/health says that this process is stopping and everything is still answered, for as long
 * as SHUTDOWN_DELAY_SECONDS gives proxies to notice; then no new connections, the running requests finish, what was
 * accepted is written, and the process ends.
 */
function stopOnSignal(
  server: Server,
  catcher: { close(): Promise<void> } | null,
  closeNext: () => Promise<void>,
) {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, "stopping");
    beginShutdown();
    await sleep(env().SHUTDOWN_DELAY_SECONDS * 1000);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Those whose answer was on its way become idle one after the other.
    setInterval(() => server.closeIdleConnections(), idleCheckMs).unref();
    // A hung request must not keep the process.
    setTimeout(() => server.closeAllConnections(), requestsMs).unref();
    const deadline = setTimeout(() => {
      log().error("could not stop cleanly in time");
      process.exit(1);
    }, drainMs);
    await closed;
    // Beside the others: a mail server that hangs must not be why what recipients did is not written in time.
    await Promise.all([eventWriter().close(), stopInboundWorkers().then(stopDeliveryWorker)]);
    await stopPlausibleForwarder();
    stopHousekeeping();
    await catcher?.close();
    await closeNext();
    await connection().close();
    clearTimeout(deadline);
    process.exit(0);
  };
  // "disconnect": the `npm start` that started this process was killed, and nobody else would stop it.
  for (const reason of ["SIGTERM", "SIGINT", "disconnect"]) {
    process.on(reason, () => {
      stop(reason).catch((error) => {
        log().error({ err: error }, "stopping failed");
        process.exit(1);
      });
    });
  }
}

main().catch((error) => {
  // Before the logger is needed: the message of a wrong configuration is for a person at a terminal.
  console.error(error instanceof Error && configurationErrors.has(error.name) ? error.message : error);
  process.exit(1);
});
