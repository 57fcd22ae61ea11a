import { parseUrl } from "@/services/parse-url";
import { type MachineSignal, machineSignals, type SecondSignal } from "./machine-signals";
import { isFromNetwork, type MailNetwork } from "./mail-networks";
import { perUserAgent } from "./per-user-agent";

/** What an open or a click means (see docs and `visit_class`): only `human` and `proxy` opens count as read. */
export type VisitMeaning = "human" | "proxy" | "prefetch" | "scanner" | "self";

export interface VisitFacts {
  eventType: "open" | "click";
  method: string;
  userAgent: string | null;
  headers: {
    secFetchSite?: string | null;
    secPurpose?: string | null;
    purpose?: string | null;
    xMoz?: string | null;
    referrer?: string | null;
  };
  ip: string | null;
  /** Absolute base URL of this portal. */
  portalUrl: string;
  /** Whether the copy was sent to one of our own agents. */
  recipientIsAgent: boolean;
}

export interface VisitClassification {
  class: VisitMeaning;
  /** What it was, in words for an agent, at most 64 characters. */
  reason: string;
}

/**
 * Tells what an open or a click means, from this one request. Only what is known to be a machine is called one;
 * anything else, an empty user agent and curl included, counts as a person. Never throws.
 */
export function classifyVisit(visit: VisitFacts): VisitClassification {
  if (visit.recipientIsAgent) return { class: "self", reason: "the copy of one of our agents" };
  if (isFromOurPage(visit)) return { class: "self", reason: "shown on a page of ours" };
  const { secPurpose, purpose, xMoz } = visit.headers;
  // Sec-Purpose (Fetch standard; every value of Chromium's begins so: preloading_headers.cc), and what browsers sent
  // before it: Chrome Purpose, Firefox X-moz (MDN, browser-compat-data on Sec-Purpose).
  if (startsWith(secPurpose, "prefetch") || startsWith(purpose, "prefetch") || startsWith(xMoz, "prefetch")) {
    return { class: "prefetch", reason: "a browser loading ahead" };
  }
  for (const signal of signalsNear(visit.userAgent)) {
    if (matches(signal, visit)) return { class: classOf(signal, visit), reason: signal.name };
  }
  // No mail client shows an image, and no browser follows a link, with anything but GET.
  if (visit.method !== "GET") return { class: "scanner", reason: "a link checker" };
  return {
    class: "human",
    reason: visit.eventType === "open" ? "opened by a person" : "clicked by a person",
  };
}

function classOf({ kind }: MachineSignal, { eventType }: VisitFacts): VisitMeaning {
  if (kind === "gateway" || kind === "preview") return "scanner";
  // An image proxy has no business with links: one that follows them is no sign of a person.
  return kind === "proxy" && eventType === "click" ? "scanner" : kind;
}

/** The signals that a user agent leaves to be looked at: those that it shows, and those of networks. */
const signalsNear = perUserAgent((userAgent) =>
  machineSignals.filter(({ by }) => "network" in by || isNamed(by, userAgent)),
);

function matches({ opensOnly, by, and }: MachineSignal, visit: VisitFacts): boolean {
  if (opensOnly && visit.eventType !== "open") return false;
  if ("network" in by && !isFromNetwork(visit.ip, by.network)) return false;
  return and === undefined || and.some((second) => holds(second, visit));
}

function isNamed(by: Exclude<MachineSignal["by"], { network: MailNetwork }>, userAgent: string): boolean {
  if ("is" in by) return userAgent === by.is;
  if ("startsWith" in by) return userAgent.startsWith(by.startsWith);
  if ("endsWith" in by) return userAgent.endsWith(by.endsWith);
  return userAgent.includes(by.contains);
}

function holds(second: SecondSignal, { headers, ip }: VisitFacts): boolean {
  switch (second) {
    case "no-referrer":
      return !headers.referrer;
    case "from-gmail":
      return parse(headers.referrer)?.hostname === "mail.google.com";
    case "from-google-network":
      return isFromNetwork(ip, "google");
  }
}

/**
 * The page that shows the mail names itself by its Referer, or says by Sec-Fetch-Site that it is of our origin. A
 * portal may live in a folder beside a webmail of the same origin: a Referer outside our folder is not ours.
 */
function isFromOurPage({ headers, portalUrl }: VisitFacts): boolean {
  const referrer = parse(headers.referrer);
  if (!referrer) return headers.secFetchSite === "same-origin";
  const portal = parse(portalUrl);
  if (!portal || referrer.origin !== portal.origin) return false;
  const folder = portal.pathname.endsWith("/") ? portal.pathname : `${portal.pathname}/`;
  return `${referrer.pathname}/`.startsWith(folder);
}

function parse(url: string | null | undefined): URL | null {
  return url ? parseUrl(url) : null;
}

function startsWith(value: string | null | undefined, prefix: string): boolean {
  return value?.trim().toLowerCase().startsWith(prefix) ?? false;
}
