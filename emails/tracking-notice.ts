/** Stands in a mail's HTML and text for the address of the recipient's own preferences page. */
export const preferencesPlaceholder = "{{tracking_preferences_url}}";

// The notice is in the message that all copies share, and taken out of the copies that are not tracked.
const start = "<!--tracking-notice-->";
const end = "<!--/tracking-notice-->";

/** The sentence by which a tracked mail says so, with the link to opt out. The link itself is never tracked. */
export const trackingNoticeHtml =
  `${start}This email lets us know when it is opened and which links are used. ` +
  `<a href="${preferencesPlaceholder}" class="mail-link" style="color:#1d5fd1" data-no-track="">` +
  `See what is recorded, or turn it off</a>.${end}`;

/** The same HTML without the notice, for a copy that is not tracked. */
export function withoutTrackingNotice(html: string): string {
  const from = html.indexOf(start);
  const to = html.indexOf(end, from);
  return from < 0 || to < 0 ? html : html.slice(0, from) + html.slice(to + end.length);
}
