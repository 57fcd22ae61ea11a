/**
 * Attributes by which authors opt a single link out of click tracking: ours, and those of the common mail
 * services, so that a template written for one of them keeps its meaning here. The value is the one that opts
 * out; `null` means that the attribute's presence does, unless it says `false`, `0` or `no`.
 */
const noTrackAttributes: ReadonlyMap<string, string | null> = new Map([
  ["data-no-track", null], // MyPortal
  ["data-skip-click", null], // ahoy_email, README "Click tracking"
  ["clicktracking", "off"], // SendGrid, "Click Tracking: disable for a link"
  ["ses:no-track", null], // Amazon SES, "Email sending metrics FAQ": disable for a link
  ["data-msys-clicktrack", "0"], // SparkPost, "Disabling click tracking on individual links"
  ["data-pm-no-track", null], // Postmark, "Link tracking: excluding links"
  ["disable-tracking", "true"], // Mailgun, "Tracking clicks: disable for a link"
  ["mc:disable-tracking", null], // Mandrill (Mailchimp Transactional), "Disable click tracking for links"
  ["data-disable-tracking", "true"], // OneSignal, "Disable click tracking on links"
  ["data-mautic-disable-tracking", "true"], // Mautic, "Emails: prevent a link from being tracked"
]);

/** Their names, for the sanitiser: an author's mark must reach the injector. */
export const noTrackAttributeNames: readonly string[] = [...noTrackAttributes.keys()];

const refusals = new Set(["false", "0", "no"]);

/**
 * Whether an attribute opts its link out of click tracking.
 *
 * @param name in lower case
 * @param value decoded; empty when the attribute has none
 */
export function optsOutOfTracking(name: string, value: string): boolean {
  const expected = noTrackAttributes.get(name);
  if (expected === undefined) return false;
  const given = value.trim().toLowerCase();
  return expected === null ? !refusals.has(given) : given === expected;
}
