import type { RecipientCopyView, ReplyEmailView } from "./view-types";

export type VisitView = RecipientCopyView["visits"][number];

// English names that want an article: "from the Netherlands".
const withArticle = new Set([
  "AE",
  "BS",
  "CF",
  "CG",
  "DO",
  "FK",
  "GB",
  "GM",
  "KM",
  "KY",
  "MH",
  "MV",
  "NL",
  "PH",
  "US",
  "VG",
  "VI",
]);
const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** "Germany", "the Netherlands"; null for what is no country's code. */
export function countryName(code: string | null): string | null {
  if (!code || !/^[A-Z]{2}$/.test(code)) return null;
  const name = names.of(code);
  return name ? `${withArticle.has(code) ? "the " : ""}${name}` : null;
}

/** What somebody read it with, and from where: "Gmail (via image proxy)", "Outlook from Germany". */
export function readerLabel({ client, visitClass, country }: VisitView): string | null {
  const from = countryName(country);
  if (!client) return from ? `an unknown program from ${from}` : null;
  const proxied = visitClass === "proxy" && !/proxy/i.test(client) ? " (via image proxy)" : "";
  return `${client}${proxied}${from ? ` from ${from}` : ""}`;
}

const deviceWords: Record<string, string> = { desktop: "computer", mobile: "phone", tablet: "tablet" };

/** All that is known of where a visit came from: "Outlook, Windows, computer, Germany". */
export function visitDetails({ client, visitClass, os, device, country }: VisitView): string {
  const program = readerLabel({ client, visitClass, country: null } as VisitView) ?? "Unknown program";
  const kind = device ? (deviceWords[device] ?? device) : null;
  const place = countryName(country)?.replace(/^the /, "") ?? null;
  return [program, os, kind, place].filter(Boolean).join(", ");
}

const visitsListed = 5;

/** The newest visits by people, newest first. Copies that share an id carry the same visits. */
export function newestByPeople(email: ReplyEmailView, limit = visitsListed): VisitView[] {
  const copies = new Map(email.recipients.map((copy) => [copy.trackingId ?? copy.deliveryId, copy]));
  return [...copies.values()]
    .flatMap((copy) => copy.visits)
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, limit);
}
