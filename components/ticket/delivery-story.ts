import { dayAndTime, duration } from "@/components/ui/format-time";
import { listed, machineSentences, times } from "./machine-story";
import type { RecipientCopyView, ReplyEmailView } from "./view-types";
import { newestByPeople, readerLabel, type VisitView } from "./visit-label";

const programsNamed = 3;

function programs(opens: VisitView[]): string | null {
  const labels = [...new Set(opens.map(readerLabel).filter((label) => label !== null))];
  const more = labels.length - programsNamed;
  const named = more > 0 ? [...labels.slice(0, programsNamed), `${more} more`] : labels;
  return named.length > 0 ? listed(named) : null;
}

function openedSentence(email: ReplyEmailView, readAt: string, now: Date): string {
  const opens = newestByPeople(email, Number.POSITIVE_INFINITY).filter(
    ({ eventType }) => eventType === "open",
  );
  const [last] = opens;
  const firstOpen = firstOpenTime(email, readAt, opens);
  const parts = [`Opened ${times(email.readCount)}`];
  if (firstOpen) {
    const at = new Date(firstOpen);
    const delay = email.sentAt ? `${duration(new Date(email.sentAt), at)} after sending` : null;
    if (email.readCount > 1) parts.push(`first ${delay ?? dayAndTime(at, now)}`);
    else parts.push(...(delay ? [delay] : []), dayAndTime(at, now));
  }
  if (email.readCount > 1 && last) parts.push(`last ${dayAndTime(new Date(last.at), now)}`);
  const program = programs(opens);
  if (program) parts.push(program);
  return `${parts.join(", ")}.`;
}

/** When it was first opened: the time of reading, unless a click or an answer gave that. */
function firstOpenTime(email: ReplyEmailView, readAt: string, opens: VisitView[]): string | null {
  const first = email.recipients.find((copy) => copy.readAt === readAt);
  if (!first || first.readEvidence === "open") return readAt;
  return opens.length === email.readCount ? (opens.at(-1)?.at ?? null) : null;
}

function readSentences(email: ReplyEmailView, now: Date): string[] {
  const { readAt, readCount } = email;
  const evidence = new Set(email.recipients.filter((copy) => copy.readAt).map((copy) => copy.readEvidence));
  const at = readAt ? ` ${dayAndTime(new Date(readAt), now)}` : "";
  if (readCount > 0 && readAt) {
    const opened = openedSentence(email, readAt, now);
    return evidence.has("answer") ? [opened, "The recipient answered."] : [opened];
  }
  if (evidence.has("answer")) return [`The recipient answered${at}, so the mail was read.`];
  if (evidence.has("click")) {
    const images =
      email.openCount === 0 ? "its images were never loaded" : "its images were not loaded by a person";
    const ofImages = email.openCount > 0 || email.recipients.some(isSeen) ? `; ${images}` : "";
    return [`A link was clicked${at}, so the mail was read${ofImages}.`];
  }
  return [`Read${at}.`];
}

const isSeen = ({ unseen }: RecipientCopyView) => unseen === null;

const unseenSentences = {
  untracked: "Not tracked, so opens are not recorded.",
  no_image: "Opens are not recorded: it went out without a tracking image.",
  opted_out: "Opens are not recorded: the recipient turned tracking off.",
  no_consent: "Opens are not recorded: the recipient has not agreed to tracking.",
  switched_off: "Opens are not recorded: tracking of opens is switched off.",
} satisfies Record<NonNullable<RecipientCopyView["unseen"]>, string>;

/** "Not opened yet" is said only of what would be known. */
function unreadSentence({ recipients }: ReplyEmailView): string {
  if (recipients.some(isSeen)) return "Not opened yet.";
  const [reason, ...others] = new Set(recipients.map(({ unseen }) => unseen));
  return reason && others.length === 0 ? unseenSentences[reason] : "Opens are not recorded.";
}

const troubles = {
  failed: "Could not be sent.",
  bounced: "Came back: the recipient’s mail server refused it.",
  complained: "The recipient marked it as spam.",
  uncertain: "May have been sent: the mail server did not confirm it, so it is not sent again by itself.",
} satisfies Partial<Record<ReplyEmailView["badge"], string>>;

const isTrouble = (badge: ReplyEmailView["badge"]): badge is keyof typeof troubles => badge in troubles;

const troubledNamed = 3;

/** Of a mail with trouble: whose copies, where it is not that of all, and what became of the others. */
function troubledSentences(email: ReplyEmailView, trouble: keyof typeof troubles, now: Date): string[] {
  const { recipients } = email;
  const troubled = recipients.filter(({ badge }) => isTrouble(badge));
  const others = recipients.filter(({ badge }) => !isTrouble(badge));
  if (troubled.every(({ badge }) => badge === trouble) && others.length === 0) return [troubles[trouble]];
  const sentences =
    troubled.length > troubledNamed
      ? [`${troubled.length} of ${recipients.length} copies met a problem.`]
      : troubled.map((copy) => `${copySentence(copy, email, now)}.`);
  const areOut = others.every(({ badge }) => badge === "sent" || badge === "delivered" || badge === "read");
  if (others.length === 0 || !areOut) return sentences;
  const ofOthers = { ...email, recipients: others };
  const outcome = email.readAt ? readSentences(ofOthers, now) : [unreadSentence(ofOthers)];
  return [
    ...sentences,
    others.length === 1 ? "The other copy went out." : "The others went out.",
    ...outcome,
  ];
}

function deliverySentences(email: ReplyEmailView, now: Date): string[] {
  const sent = email.sentAt ? `Sent ${dayAndTime(new Date(email.sentAt), now)}.` : "Sent.";
  const unread = unreadSentence(email);
  switch (email.badge) {
    case "queued":
      if (email.heldUntil) return ["Not sent yet; until it leaves it can be taken back."];
      if (email.paused)
        return [`Waiting: ${pauseReasons[email.paused]} It goes out by itself once that is over.`];
      return ["Waiting to be sent; it goes out by itself."];
    case "sending":
      return ["Being handed to the mail server."];
    case "sent":
      return [`${sent} ${unread}`];
    case "delivered":
      return [`${sent} ${deliveredSentence(email, now)} ${unread}`];
    case "read":
      return readSentences(email, now);
    case "failed":
    case "bounced":
    case "complained":
    case "uncertain":
      return troubledSentences(email, email.badge, now);
    case "cancelled":
      return ["Cancelled before it was sent."];
  }
}

const pauseReasons = {
  quota: "sending is paused, since the mail service has no more quota for now.",
  authentication:
    "sending is paused, since the mail server refuses the portal’s sign-in. An admin can see to it under Mail problems.",
} satisfies Record<NonNullable<ReplyEmailView["paused"]>, string>;

/** By the last of the copies: only then all of them were taken. */
function deliveredSentence(email: ReplyEmailView, now: Date): string {
  const last = email.recipients
    .flatMap(({ deliveredAt }) => deliveredAt ?? [])
    .sort()
    .at(-1);
  return last
    ? `Their mail server took it ${dayAndTime(new Date(last), now)}.`
    : "Their mail server took it.";
}

/** Those whose copies went out as one message with one tracking id. */
function sharing(email: ReplyEmailView): RecipientCopyView[] {
  const ids = email.recipients.map((copy) => copy.trackingId);
  return email.recipients.filter(
    ({ trackingId }) => trackingId !== null && ids.indexOf(trackingId) !== ids.lastIndexOf(trackingId),
  );
}

/** What happened to a reply's mail, sentence by sentence, the most important first. */
export function storySentences(email: ReplyEmailView, now: Date): string[] {
  const shared = sharing(email).length;
  return [
    ...deliverySentences(email, now),
    ...machineSentences(email),
    ...(shared > 0 ? [`${shared} recipients share one message: who of them it was cannot be told.`] : []),
    ...(email.visitsNotKept > 0
      ? ["Only the first 10,000 visits an hour are kept one by one; the counts are exact."]
      : []),
  ];
}

/** What happened to a reply's mail, in a few sentences. */
export function deliveryStory(email: ReplyEmailView, now: Date): string {
  return storySentences(email, now).join(" ");
}

/** "Carter, Ben" is Ben, too. */
function givenName(name: string): string {
  const [family = "", given] = name.split(",");
  return (given ?? family).trim().split(/\s+/)[0] ?? "";
}

/** "Ben’s copy was opened once": of the copy, since who held it is not known. */
export function copySentence(copy: RecipientCopyView, email: ReplyEmailView, now: Date): string {
  const owner = givenName(copy.name ?? "") || copy.email;
  const itsCopy = sharing(email).includes(copy) ? `The message shared with ${owner}` : `${owner}’s copy`;
  switch (copy.badge) {
    case "read": {
      if (copy.readEvidence === "answer") return `${owner} answered`;
      if (copy.readCount === 0) return `A link in ${lowerFirst(itsCopy)} was clicked`;
      const first =
        copy.readEvidence === "open" && copy.readAt
          ? `, first ${dayAndTime(new Date(copy.readAt), now)}`
          : "";
      return `${itsCopy} was opened ${times(copy.readCount)}${copy.readCount > 1 ? first : first.replace("first ", "")}`;
    }
    case "sent":
    case "delivered":
      if (copy.unseen === "untracked") return `${owner}’s copy is not tracked`;
      return copy.unseen ? `Opens of ${owner}’s copy are not recorded` : `${itsCopy} was not opened yet`;
    case "queued":
      return `${owner}’s copy is waiting to be sent`;
    case "sending":
      return `${owner}’s copy is being sent`;
    case "uncertain":
      return `${owner}’s copy may have been sent`;
    case "cancelled":
      return `${owner}’s copy was cancelled`;
    case "complained":
      return `${owner} marked the mail as spam`;
    case "failed":
    case "bounced":
      return `${owner}’s copy ${copy.badge === "failed" ? "could not be sent" : "came back"}`;
  }
}

function lowerFirst(text: string): string {
  return text.startsWith("The ") ? `the ${text.slice(4)}` : text;
}
