import { z } from "zod";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { addressProblem } from "../address-policy";
import { defineModule } from "../module-definition";
import { secretText, serviceUrl, wholeNumber, yesNo } from "../setting-schemas";

export const trackingModes = ["all", "consented", "off"] as const;
export const ipStorages = ["truncated", "full", "none"] as const;

const schema = z.object({
  base_url: serviceUrl,
  site_domain: z
    .string("Enter a domain.")
    .trim()
    .toLowerCase()
    .max(253, "Enter at most 253 characters.")
    .regex(/^[\p{L}\d][\p{L}\d.:/-]*$/u, "Enter the domain alone, such as support.example.com.")
    .refine((value) => !value.includes("://"), "Enter the domain alone, without https://."),
  api_key: secretText,
  track_opens: yesNo,
  track_clicks: yesNo,
  send_to_plausible: yesNo,
  tracking_mode: z.enum(trackingModes, "Choose all, consented or off."),
  ip_storage: z.enum(ipStorages, "Choose truncated, full or none."),
  respect_gpc: yesNo,
  retention_days: z
    .number("Enter a whole number of days.")
    .int("Enter a whole number of days.")
    .min(1, "Keep events for at least 1 day.")
    .max(3650, "Keep events for at most 3,650 days."),
  skip_secret_links: yesNo,
  allow_private_urls: yesNo,
  forward_proxy_opens: yesNo,
  forward_link_path: yesNo,
  forward_within_hours: wholeNumber(1, 72),
  forwarding_paused: yesNo,
});

export const plausibleModule = defineModule({
  slug: "plausible",
  name: "Plausible Analytics",
  description:
    "Tracks when recipients open emails and click links. Events stay in this portal unless you forward them.",
  icon: "📊",
  schema,
  fields: [
    {
      name: "base_url",
      label: "Base URL",
      help: "Your Plausible instance. Only used when events are sent to Plausible.",
      type: "url",
      env: "PLAUSIBLE_BASE_URL",
      default: "https://plausible.io",
    },
    {
      name: "site_domain",
      label: "Site Domain",
      help: "The site's domain as it is registered in Plausible. Without one, the portal's own host name is used.",
      type: "text",
      env: "PLAUSIBLE_SITE_DOMAIN",
      default: (variables) => new URL(variables.PORTAL_URL).hostname,
    },
    {
      name: "api_key",
      label: "API Key",
      help: "Optional: Plausible accepts events without one. With it, Test connection tells whether the site is known. Stored encrypted.",
      type: "secret",
      env: "PLAUSIBLE_API_KEY",
      default: null,
    },
    {
      name: "track_opens",
      label: "Track Opens",
      help: "Adds an invisible image to emails and records when it is loaded.",
      type: "boolean",
      env: "PLAUSIBLE_TRACK_OPENS",
      default: true,
    },
    {
      name: "track_clicks",
      label: "Track Clicks",
      help: "Leads the links of emails through this portal and records when one is clicked.",
      type: "boolean",
      env: "PLAUSIBLE_TRACK_CLICKS",
      default: true,
    },
    {
      name: "send_to_plausible",
      label: "Send to Plausible",
      help: "Forwards opens and clicks to Plausible, without anything that names a person.",
      type: "boolean",
      env: "PLAUSIBLE_SEND_TO_PLAUSIBLE",
      default: false,
    },
    {
      name: "tracking_mode",
      label: "Whom to track",
      help: "A tracking pixel needs a legal ground, in the EU mostly the recipient's consent. People who opted out are never tracked.",
      type: "select",
      options: [
        { value: "all", label: "Everyone who has not opted out" },
        { value: "consented", label: "Only people whose consent is on record" },
        { value: "off", label: "Nobody" },
      ],
      default: "all",
    },
    {
      name: "ip_storage",
      label: "IP addresses",
      help: "How much of a recipient's address is kept with an event. Plausible never gets more than the shortened one.",
      type: "select",
      options: [
        { value: "truncated", label: "Shortened (the network only)" },
        { value: "full", label: "In full" },
        { value: "none", label: "Not at all" },
      ],
      default: "truncated",
    },
    {
      name: "respect_gpc",
      label: "Respect privacy signals",
      help: "Records nothing when a mail program or browser sends Global Privacy Control or Do Not Track.",
      type: "boolean",
      default: true,
    },
    {
      name: "retention_days",
      label: "Keep events for (days)",
      help: "Older opens and clicks are deleted. Totals and first times stay with the reply.",
      type: "number",
      default: 365,
    },
    {
      name: "skip_secret_links",
      label: "Leave secret links alone",
      help: "Does not track links that sign in, reset a password or confirm an address.",
      type: "boolean",
      default: true,
    },
    {
      name: "allow_private_urls",
      label: "Allow private networks",
      help: "Lets the base URL lead to this machine or your own network, for a self-hosted Plausible.",
      type: "boolean",
      default: true,
    },
    {
      name: "forward_proxy_opens",
      label: "Forward opens through image proxies",
      help: "Gmail and Yahoo load images for their users. Sent under MyPortal's own name, since Plausible drops theirs as robots.",
      type: "boolean",
      default: true,
    },
    {
      name: "forward_link_path",
      label: "Forward the path of clicked links",
      help: "Plausible gets the host of a clicked link; with this also its path. Never its query or fragment.",
      type: "boolean",
      default: false,
    },
    {
      name: "forward_within_hours",
      label: "Forward within (hours)",
      help: "Plausible dates an event on arrival: one that waited longer would count on a wrong day and is not sent any more.",
      type: "number",
      default: 24,
    },
    {
      name: "forwarding_paused",
      label: "Pause forwarding",
      help: "Events wait in this portal until it goes on, or until they are too old.",
      type: "boolean",
      default: false,
    },
  ],
  check(settings) {
    const message = addressProblem(settings.base_url, { allowPrivate: settings.allow_private_urls });
    return message ? { field: "base_url", message } : null;
  },
  connection: {
    why: "Events for a site that Plausible does not know are thrown away by it without a word.",
    isUsed: (settings) => settings.send_to_plausible,
    async test(settings, { withExtra }): Promise<ConnectionStep[]> {
      const { testPlausible } = await import("@/services/module-connections/test-plausible");
      return testPlausible(settings, withExtra);
    },
    extra: { label: "Send a test event", help: "Plausible counts it like any other." },
  },
  page: { href: "/admin/integration-modules/plausible", label: "Forwarding" },
});
