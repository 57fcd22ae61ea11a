import type { TrackingPreferences } from "@/services/email-tracking/tracking-preferences";

const addresses = {
  truncated: "a shortened internet address, which tells the network but not the connection",
  full: "the internet address",
  none: null,
} satisfies Record<TrackingPreferences["ipStorage"], string | null>;

/** Words of the page on which recipients decide about tracking. */
export const preferencesWords = {
  title: "Email tracking preferences",
  heading: "Your email, your choice",
  forWhom: (maskedEmail: string) => `For emails to ${maskedEmail}`,
  tracked: "Emails to you tell us when they are opened and which of their links are used.",
  notTracked: "Emails to you are not tracked. Nothing is recorded when you open them or use their links.",
  optedOut: "You have turned tracking off. Nothing is recorded when you open our emails or use their links.",
  what: "What is recorded",
  opens: "When an email is opened, because a small invisible image in it is loaded.",
  clicks: "When a link in an email is used, and which link.",
  details: (ipStorage: TrackingPreferences["ipStorage"]) =>
    `With each of these: the time, the kind of mail program or browser and device${
      addresses[ipStorage] ? `, and ${addresses[ipStorage]}` : ""
    }.`,
  why: "Why",
  purpose: "So that the person who answers you sees whether the answer arrived and was read.",
  cookies: "No cookies are set, and nothing is stored on your device.",
  retention: (days: number) => `Single events are deleted after ${days === 1 ? "a day" : `${days} days`}.`,
  turnOff: "Turn tracking off",
  allow: "Allow tracking",
  effect: "This works for emails you already have, too. You can come back and change it.",
  unknownTitle: "This link does not work any more",
  unknownText:
    "It may have been cut off on its way. Open the newest email from us and use the link at its end, or reply to it and ask us.",
} as const;
