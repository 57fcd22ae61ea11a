import type { recordedKinds } from "@/services/email-tracking/recorded-kinds";
import type { TrackingPreferences } from "@/services/email-tracking/tracking-preferences";
import type { ContactExport } from "@/services/privacy/export-contact";

type RecordedKinds = Awaited<ReturnType<typeof recordedKinds>>;

const addresses = {
  truncated: "a shortened internet address, which tells the network but not the connection, and its country",
  full: "the internet address and its country",
  none: null,
} satisfies Record<TrackingPreferences["ipStorage"], string | null>;

/** Words of the page on which recipients decide about tracking. */
export const preferencesWords = {
  title: "Email tracking preferences",
  heading: "Your email, your choice",
  forWhom: (maskedEmail: string) => `For emails to ${maskedEmail}`,
  tracked(kinds: RecordedKinds): string {
    const both = [kinds.open && "when they are opened", kinds.click && "which of their links are used"];
    return `Emails to you tell us ${both.filter(Boolean).join(" and ")}.`;
  },
  notTracked: "Emails to you are not tracked. Nothing is recorded when you open them or use their links.",
  optedOut: "You have turned tracking off. Nothing is recorded when you open our emails or use their links.",
  what: "What is recorded",
  nothing: "Nothing, as things stand.",
  opens: "When an email is opened, because a small invisible image in it is loaded.",
  clicks: "When a link in an email is used, and which link.",
  details(ipStorage: TrackingPreferences["ipStorage"]): string {
    const address = addresses[ipStorage];
    const program = "what your mail program or browser says of itself and of your device";
    const page = `${address ? "" : "and "}the page you came from, if it says so`;
    return `With each of these: the time, ${program}, ${page}${address ? `, and ${address}` : ""}.`;
  },
  why: "Why",
  purpose: "So that the person who answers you sees whether the answer arrived and was read.",
  cookies: "No cookies are set, and nothing is stored on your device.",
  retention: (days: number) => `Single events are deleted after ${days === 1 ? "a day" : `${days} days`}.`,
  turnOff: "Turn tracking off",
  allow: "Allow tracking",
  effect: "This works for emails you already have, too. You can come back and change it.",
  yourData: "Your data",
  yourDataText:
    "For this we send a link to your mailbox: whoever reads this page may have got it in a forwarded email.",
  see: "See my data",
  erase: "Erase my data",
  asked: (maskedEmail: string) =>
    `Look into the mailbox of ${maskedEmail}: there is an email with a link that works for 24 hours. Nothing there after some minutes? We send at most one such email an hour.`,
  unknownTitle: "This link does not work any more",
  unknownText:
    "It may have been cut off on its way. Open the newest email from us and use the link at its end, or reply to it and ask us.",
  formTitle: "Nothing was changed",
  formText:
    "What your browser sent could not be read here. Open the link in the email again, and use the buttons on its page.",
} as const;

/** Words of the page that a mailed link leads to. */
export const dataWords = {
  title: "Your data",
  about: (maskedEmail: string) => `This is about emails to ${maskedEmail}`,
  see: {
    heading: "See your data",
    text: "Shows what this portal holds about you, and lets you keep it as a file.",
    button: "Show my data",
  },
  erase: {
    heading: "Erase your data",
    text: "Erases what was recorded when you opened our emails and used their links: every time, kind of device, place and address, and all counts. From then on nothing is recorded any more.",
    stays:
      "The emails that you and we wrote stay, because they are needed to help you. To have them erased, too, reply to one of our emails and ask.",
    sure: "Yes, erase it. I know that this cannot be undone.",
    tick: "Tick the box first, then use the button.",
    button: "Erase my data",
  },
  once: "The link in your email works once.",
  usedTitle: "This link does not work any more",
  usedText: "It was used already, or it is older than a day. Ask for a new one on the preferences page.",
  erased: "Your data is erased",
  erasing: "Your data is being erased",
  erasedText:
    "What was recorded about your opening of our emails is gone, and nothing more is recorded. You can allow it again on the preferences page.",
} as const;

type Taken = ContactExport["emails"][number]["tracking_events"][number]["taken_for"];

/** Words of the page that shows a recipient what is held about them. */
export const viewWords = {
  heading: "What is held about you",
  about: (email: string) => `Everything on record for ${email}. It is shown for 10 minutes.`,
  over: "It was shown for 10 minutes. Ask for a new link on the preferences page.",
  download: "Download as a file (JSON)",
  you: "You",
  email: "Email address",
  name: "Name",
  since: "Known since",
  consent: "Tracking",
  consentFrom: "Decided",
  consents: { unknown: "Not decided", consented: "Allowed", opted_out: "Turned off" },
  none: "Nothing on record",
  emails: (count: number) => `Emails to you (${count})`,
  sent: (at: string) => `Sent ${at}.`,
  notSent: "Not sent.",
  counts: (opens: number, clicks: number) => `Opened ${times(opens)}, links used ${times(clicks)}.`,
  untracked: "Not tracked: nothing is recorded when it is opened.",
  shared:
    "This email went to several people as one. Single times are not shown, since they may be somebody else's.",
  opened: "opened",
  clicked: (url: string | null) => `link used: ${url ?? "unknown"}`,
  takenFor: {
    human: "taken for a person",
    proxy: "taken for a person, through their mail service",
    prefetch: "taken for a mail program that loads images by itself",
    scanner: "taken for a security program",
    self: "taken for one of us",
  } satisfies Record<Taken, string>,
  more: (count: number) => `and ${count} earlier ones, in the file`,
  conversations: (count: number) => `Conversations (${count})`,
  messages: (count: number) => (count === 1 ? "1 message" : `${count} messages`),
  texts: "Their texts are in the file.",
} as const;

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
