import { parseUrl } from "@/services/parse-url";
import { exactDestination, trimHref } from "../requests/destination-url";
import { carriesSecret } from "./secret-links";
import { seenText } from "./seen-text";
import { unsubscribes } from "./unsubscribe-links";

/** Why a link was left alone. */
export type SkipReason =
  | "no-track" // marked so, by us or by a mail service's attribute
  | "empty"
  | "fragment" // a place in the mail itself
  | "relative" // leads nowhere from a mail
  | "scheme" // mailto:, tel:, javascript: and the like
  | "placeholder" // to be filled in later, by somebody else
  | "malformed" // no browser could follow it, or browsers disagree
  | "credentials" // user:password@host
  | "too-long"
  | "own-tracking" // tracked already
  | "unsubscribe"
  | "secret"; // see secret-links.ts

/** What becomes of a link: tracked when there is no `reason`. `url` is the exact destination then. */
export interface LinkDecision {
  url: string;
  reason: SkipReason | null;
}

/** What the policy knows of the mail and of us. */
export interface LinkPolicy {
  /** Our own base URL, parsed. */
  portal: URL;
  /** The mail's `<base>`, if it is an absolute http or https URL. */
  base: URL | null;
  skipSecretLinks: boolean;
}

/** A redirect's `Location` has to fit into the 8 KB that proxies give a response's head (nginx: proxy_buffer_size). */
const longestDestination = 7_000;

/** Resolving against a base costs its length, for each link: one that is longer than any real one is not followed. */
const longestBase = 500;

/**
 * Fields of mail-merge languages: Handlebars, Jinja and Liquid, ERB, Mailchimp and Mandrill, Mailgun, Salesforce,
 * Template Toolkit, phpList and the like, JavaScript templates. A link that has one anywhere must reach its merge unchanged.
 */
const placeholder = /\{\{|\{%|<%|\[%|\[\[|\*\||\|\*|%%|%recipient|\$\{/i;

/**
 * A host of ASCII names whose last is no number (an IPv4 address) and none of which is punycode: of these the URL
 * standard accepts all, and changes nothing but their case.
 */
const plainHost = /^https?:\/\/(?:(?!xn--)[a-z0-9-]{1,63}\.)+(?!xn--)[a-z][a-z0-9-]{1,62}(?:[/?#]|$)/i;

/**
 * Decides whether a link is tracked. Only absolute http and https URLs are; `//host` counts as https (or as the
 * scheme of the mail's `<base>`), and what is relative to a `<base>` as what it resolves to.
 *
 * @param href decoded, but not trimmed
 * @param label the link's visible text
 */
export function decideLink(href: string, label: string, optedOut: boolean, policy: LinkPolicy): LinkDecision {
  // Most addresses are printable ASCII without a blank: there is nothing to trim, and no other way to write them.
  const isPlain = !/[^\x21-\x7e]/.test(href);
  const written = isPlain ? href : trimHref(href);
  if (optedOut) return { url: written, reason: "no-track" };
  if (written === "") return { url: written, reason: "empty" };
  if (placeholder.test(written)) return { url: written, reason: "placeholder" };
  if (written.startsWith("#")) return { url: written, reason: "fragment" };

  const absolute = absoluteUrl(written, policy.base);
  if (absolute === "relative" || absolute === "scheme" || absolute === "malformed")
    return { url: written, reason: absolute };
  if (absolute.length > longestDestination) return { url: written, reason: "too-long" };
  // Most hosts are plain names, valid as they stand: they need no parser.
  if (!plainHost.test(absolute) || mayBeOurs(absolute, policy.portal)) {
    const parsed = parseUrl(absolute);
    if (!parsed) return { url: written, reason: "malformed" };
    if (parsed.username !== "" || parsed.password !== "") return { url: written, reason: "credentials" };
    if (isOwnTracking(parsed, policy.portal)) return { url: written, reason: "own-tracking" };
  }
  const text = seenText(label);
  if (unsubscribes(written, text)) return { url: written, reason: "unsubscribe" };
  if (policy.skipSecretLinks && carriesSecret(afterHost(absolute), text))
    return { url: written, reason: "secret" };
  const url = isPlain ? absolute : exactDestination(absolute);
  return url.length > longestDestination ? { url: written, reason: "too-long" } : { url, reason: null };
}

/** Path, query and fragment, as written. */
function afterHost(absolute: string): string {
  const host = absolute.indexOf("//") + 2;
  const length = absolute.slice(host).search(/[/\\?#]/);
  return length < 0 ? "" : absolute.slice(host + length);
}

/** The URL with scheme and host, otherwise as written; or why there is none. */
function absoluteUrl(written: string, base: URL | null): string {
  // Browsers also follow `https:host` and `https:\\host`, but not all of them to the same place.
  if (/^https?:/i.test(written)) return /^https?:\/\/[^/\\]/i.test(written) ? written : "malformed";
  if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return "scheme";
  if (/^[/\\]{2}/.test(written)) {
    return /^\/\/[^/\\]/.test(written) ? (base?.protocol ?? "https:") + written : "malformed";
  }
  const resolved = base && base.href.length <= longestBase ? parseUrl(written, base) : null;
  return resolved ? resolved.href : "relative";
}

/** Whether the host begins like ours: then a parser decides. */
function mayBeOurs(absolute: string, { hostname }: URL): boolean {
  const start = absolute.indexOf("//") + 2;
  return absolute.slice(start, start + hostname.length).toLowerCase() === hostname;
}

/**
 * By parsed host: `portal.example.com.evil.tld` begins with our address and is not ours. With the other scheme, or the
 * dot that ends a full domain name, it leads to us all the same.
 */
function isOwnTracking(url: URL, portal: URL): boolean {
  return placeOf(url) === placeOf(portal) && url.pathname.startsWith(`${portal.pathname}api/email-tracking/`);
}

/** Host and port; the ports of both schemes are one. */
function placeOf({ hostname, port }: URL): string {
  return `${hostname.replace(/\.$/, "")}:${port === "80" || port === "443" ? "" : port}`;
}
