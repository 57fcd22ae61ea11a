import { env } from "@/env";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { askPlausible } from "@/services/plausible/ask-plausible";
import { openGoal, ownUserAgent } from "@/services/plausible/plausible-event";
import { sendToPlausible } from "@/services/plausible/send-to-plausible";
import { type ConnectionStep, explainNetworkError, failed, ok, warning } from "./connection-step";

type Settings = SettingsOf<"plausible">;

const steps = { reach: "Reach Plausible", site: "Site and key", event: "Test event" } as const;

/**
 * Tries Plausible: its health, then with a key the Stats API, which proves key and site; without one only an event can
 * tell whether the site is known, and that one is counted, so it is sent only when asked for.
 */
export async function testPlausible(settings: Settings, sendEvent: boolean): Promise<ConnectionStep[]> {
  const reached = await reach(settings);
  if (reached.status === "failed") return [reached];
  const site = settings.api_key
    ? await askStats(settings, settings.api_key)
    : warning(
        steps.site,
        "Without an API key Plausible does not say whether it knows the site. A test event would tell; it is counted.",
      );
  if (!sendEvent || site.status === "failed") return [reached, site];
  return [reached, site, await sendTestEvent(settings)];
}

/** @param stats a question of the Stats API, and the key to it */
function ask(settings: Settings, path: string, stats?: { key: string; body: unknown }) {
  const headers = { Accept: "application/json", "User-Agent": ownUserAgent(env().PORTAL_URL) };
  const question = stats
    ? {
        method: "POST" as const,
        headers: { ...headers, "Content-Type": "application/json", Authorization: `Bearer ${stats.key}` },
        body: JSON.stringify(stats.body),
      }
    : { method: "GET" as const, headers };
  const policy = { allowPrivate: settings.allow_private_urls };
  return askPlausible(new URL(`${settings.base_url}${path}`), question, policy);
}

async function reach(settings: Settings): Promise<ConnectionStep> {
  const { host } = new URL(settings.base_url);
  try {
    const answer = await ask(settings, "/api/health");
    if (answer.status === 200) return ok(steps.reach, `${host} is well.`);
    if (answer.status >= 500)
      return failed(
        steps.reach,
        `${host} answers, and says that it is not well: ${answer.body.slice(0, 200)}`,
      );
    return failed(
      steps.reach,
      `${host} answers ${answer.status} where Plausible would say how it is. Is it Plausible?`,
    );
  } catch (error) {
    return failed(steps.reach, explainNetworkError(error, host));
  }
}

/** https://plausible.io/docs/stats-api: the answer to a wrong key and to an unknown site is the same. */
async function askStats(settings: Settings, key: string): Promise<ConnectionStep> {
  const query = { site_id: settings.site_domain, metrics: ["visitors"], date_range: "day" };
  try {
    const { status } = await ask(settings, "/api/v2/query", { key, body: query });
    if (status === 200)
      return ok(steps.site, `Plausible knows ${settings.site_domain}, and the key opens it.`);
    if (status === 401)
      return failed(
        steps.site,
        `Plausible does not accept the key for ${settings.site_domain}: the key is wrong, or there is no such site.`,
      );
    if (status === 402)
      return warning(steps.site, "The plan has no Stats API. Events are taken all the same.");
    if (status === 429) return warning(steps.site, "Plausible has been asked too often for now.");
    return failed(steps.site, `Plausible answered ${status}.`);
  } catch (error) {
    return failed(steps.site, explainNetworkError(error, new URL(settings.base_url).host));
  }
}

async function sendTestEvent(settings: Settings): Promise<ConnectionStep> {
  const { PORTAL_URL } = env();
  const event = {
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json, text/plain",
      "User-Agent": ownUserAgent(PORTAL_URL),
    },
    body: JSON.stringify({
      name: openGoal,
      domain: settings.site_domain,
      url: `https://${new URL(PORTAL_URL).host}/email/test`,
      interactive: false,
    }),
  };
  const { status, detail } = await sendToPlausible(settings.base_url, event, {
    allowPrivate: settings.allow_private_urls,
  });
  if (status === "sent") return ok(steps.event, `Plausible took an event for ${settings.site_domain}.`);
  if (status === "dropped") {
    return failed(
      steps.event,
      `Plausible threw the event away. Most likely it knows no site ${settings.site_domain}; a shield for this address, country or host name would do it, too.`,
    );
  }
  return failed(steps.event, detail ?? "Plausible did not take the event.");
}
