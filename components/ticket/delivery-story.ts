import { dayAndTime, duration } from "@/components/ui/format-time";
import type { RecipientCopyView, ReplyEmailView } from "./view-types";

const times = (count: number) => (count === 1 ? "once" : `${count} times`);

function clientOf(email: ReplyEmailView): string | null {
  const visits = email.recipients.flatMap((copy) => copy.visits);
  const opens = visits.filter(
    (visit) => visit.eventType === "open" && (visit.visitClass === "human" || visit.visitClass === "proxy"),
  );
  const newest = opens.sort((a, b) => b.at.localeCompare(a.at)).find((visit) => visit.client);
  if (!newest?.client) return null;
  const proxied = newest.visitClass === "proxy" && !/proxy/i.test(newest.client);
  const country = newest.country ? `, ${newest.country}` : "";
  return `${newest.client}${proxied ? " (via image proxy)" : ""}${country}`;
}

function lastOpen(email: ReplyEmailView): string | null {
  const opens = email.recipients
    .flatMap((copy) => copy.visits)
    .filter((visit) => visit.eventType === "open" && ["human", "proxy"].includes(visit.visitClass))
    .map((visit) => visit.at)
    .sort();
  return opens.at(-1) ?? null;
}

function openedSentence(email: ReplyEmailView, readAt: string, now: Date): string {
  const parts = [`Opened ${times(email.readCount)}`];
  const first = new Date(readAt);
  const last = lastOpen(email);
  const delay = email.sentAt
    ? `${duration(new Date(email.sentAt), first)} after sending`
    : dayAndTime(first, now);
  if (email.readCount > 1 && last) parts.push(`first ${delay}`, `last ${dayAndTime(new Date(last), now)}`);
  else parts.push(...(email.sentAt ? [delay, dayAndTime(first, now)] : [delay]));
  const client = clientOf(email);
  if (client) parts.push(client);
  return `${parts.join(", ")}.`;
}

/** "1 automatic load by Apple Mail not counted." for what machines did; null without any. */
export function machineSentence(email: ReplyEmailView): string | null {
  const loads = email.machineLoads.reduce((sum, load) => sum + load.count, 0);
  if (loads === 0) return null;
  const clients = new Set(email.machineLoads.map((load) => load.client ?? load.reason).filter(Boolean));
  const by = clients.size === 1 ? ` by ${[...clients][0]}` : clients.size > 1 ? " by mail machines" : "";
  return `${loads} automatic ${loads === 1 ? "load" : "loads"}${by} not counted.`;
}

function readSentence(email: ReplyEmailView, now: Date): string {
  const evidence = email.recipients.find((copy) => copy.readAt)?.readEvidence;
  if (email.readCount > 0 && email.readAt) return openedSentence(email, email.readAt, now);
  const at = email.readAt ? ` ${dayAndTime(new Date(email.readAt), now)}` : "";
  if (evidence === "click")
    return `A link was clicked${at}, so the mail was read; its images were never loaded.`;
  if (evidence === "answer") return `The recipient answered${at}, so the mail was read.`;
  return `Read${at}.`;
}

function deliverySentence(email: ReplyEmailView, now: Date): string {
  const sent = email.sentAt ? `Sent ${dayAndTime(new Date(email.sentAt), now)}.` : "Sent.";
  switch (email.badge) {
    case "queued":
      return "Waiting to be sent; it goes out by itself.";
    case "sending":
      return "Being handed to the mail server.";
    case "sent":
      return email.tracked ? `${sent} Not opened yet.` : `${sent} Not tracked, so opens are not recorded.`;
    case "read":
      return readSentence(email, now);
    case "failed":
      return "Could not be sent.";
    case "bounced":
      return "Came back: the recipient’s mail server refused it.";
    case "uncertain":
      return "May have been sent: the mail server did not confirm it, so it is not sent again by itself.";
    case "cancelled":
      return "Cancelled before it was sent.";
  }
}

/** What happened to a reply's mail, in a sentence or two. */
export function deliveryStory(email: ReplyEmailView, now: Date): string {
  return [deliverySentence(email, now), machineSentence(email)].filter(Boolean).join(" ");
}

/** "Ben’s copy was opened twice": of the copy, since who held it is not known. */
export function copySentence(copy: RecipientCopyView, now: Date): string {
  const owner = copy.name?.split(" ")[0] || copy.email;
  switch (copy.badge) {
    case "read":
      if (copy.readCount > 0) {
        const first = copy.readAt ? `, first ${dayAndTime(new Date(copy.readAt), now)}` : "";
        return `${owner}’s copy was opened ${copy.readCount === 1 ? "once" : `${copy.readCount} times`}${first}`;
      }
      return copy.readEvidence === "answer" ? `${owner} answered` : `A link in ${owner}’s copy was clicked`;
    case "sent":
      return copy.trackingId ? `${owner}’s copy was not opened yet` : `${owner}’s copy is not tracked`;
    case "queued":
      return `${owner}’s copy is waiting to be sent`;
    case "sending":
      return `${owner}’s copy is being sent`;
    case "uncertain":
      return `${owner}’s copy may have been sent`;
    case "cancelled":
      return `${owner}’s copy was cancelled`;
    case "failed":
    case "bounced":
      return `${owner}’s copy ${copy.badge === "failed" ? "could not be sent" : "came back"}`;
  }
}

const classWords: Record<string, string> = {
  prefetch: "Loaded ahead",
  scanner: "Checked by a machine",
  self: "Loaded by ourselves",
};

/** Which machine it was and why its loads do not count, in plain words. */
export function machineReason(load: ReplyEmailView["machineLoads"][number]): string {
  const kind = classWords[load.visitClass] ?? load.visitClass;
  return load.reason ? `${kind}: ${load.reason}` : kind;
}
