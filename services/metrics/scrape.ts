import { createHash, timingSafeEqual } from "node:crypto";
import type { Registry } from "prom-client";
import { env } from "@/env";
import { createRegistry } from "./registry";

const shared = globalThis as { __myportalRegistry?: Registry };

/**
 * Does a request for the metrics carry their token? `unset`: there is none, and there are no metrics.
 * @param authorization the header, as `Bearer TOKEN`
 */
export function checkMetricsToken(authorization: string | null): "valid" | "invalid" | "unset" {
  const { METRICS_TOKEN } = env();
  if (!METRICS_TOKEN) return "unset";
  const [, given] = /^Bearer[ \t]+(\S+)[ \t]*$/i.exec(authorization ?? "") ?? [];
  // Hashes have one length: how long the token is, and how much of it is right, takes no time to find out.
  return given !== undefined && timingSafeEqual(digest(given), digest(METRICS_TOKEN)) ? "valid" : "invalid";
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** The process's metrics in Prometheus's text format. The event loop is watched from the first time on. */
export async function scrape(): Promise<{ contentType: string; text: string }> {
  shared.__myportalRegistry ??= createRegistry();
  const registry = shared.__myportalRegistry;
  return { contentType: registry.contentType, text: await registry.metrics() };
}
