import { duration } from "@/components/ui/format-time";
import type { ReplyEmailView } from "./view-types";

type MachineVisits = ReplyEmailView["machineVisits"][number];

export const times = (count: number) => (count === 1 ? "once" : `${count.toLocaleString("en-US")} times`);

/** What machines did with a mail, in sentences: a scan as one story, automatic loads by whom, our own loads. */
export function machineSentences(email: ReplyEmailView): string[] {
  return [...scanSentences(email), ...loadSentences(email), ...ownSentence(email)];
}

function scanSentences({ machineVisits, sentAt }: ReplyEmailView): string[] {
  const scans = new Map<string, MachineVisits[]>();
  for (const visit of machineVisits) {
    if (visit.scanner) scans.set(visit.scanner, [...(scans.get(visit.scanner) ?? []), visit]);
  }
  return [...scans].map(([scanner, visits]) => {
    const firstAt = visits.map((visit) => visit.firstAt).sort()[0];
    const when = sentAt && firstAt ? ` ${sinceSending(sentAt, firstAt)}` : "";
    return `${capitalised(scanner)} ${scanActions(visits)}${when}, not counted.`;
  });
}

function scanActions(visits: MachineVisits[]): string {
  const links = Math.max(0, ...visits.map((visit) => visit.links));
  const clicks = sum(visits.filter((visit) => visit.eventType === "click"));
  const loads = sum(visits.filter((visit) => visit.eventType === "open"));
  const followed =
    links > 1
      ? `followed ${links} links`
      : clicks > 0
        ? `followed a link${clicks > 1 ? ` ${times(clicks)}` : ""}`
        : null;
  const loaded = loads > 0 ? `loaded the images${loads > 1 ? ` ${times(loads)}` : ""}` : null;
  return [followed, loaded].filter(Boolean).join(" and ");
}

/** "2 automatic loads by Apple Mail and 1 by Slack's image proxy not counted." */
function loadSentences({ machineVisits }: ReplyEmailView): string[] {
  const others = machineVisits.filter((visit) => visit.scanner === null && visit.visitClass !== "self");
  const loads = countsByName(others.filter((visit) => visit.eventType === "open"));
  const clicks = countsByName(others.filter((visit) => visit.eventType === "click"));
  return [
    ...countSentence(loads, "automatic load", "automatic loads"),
    ...countSentence(clicks, "link check", "link checks"),
  ];
}

function countSentence(counts: Map<string, number>, one: string, many: string): string[] {
  if (counts.size === 0) return [];
  const parts = [...counts].map(([name, count], index) => {
    const noun = index === 0 ? ` ${count === 1 ? one : many}` : "";
    return `${count}${noun} by ${name}`;
  });
  return [`${listed(parts)} not counted.`];
}

function ownSentence({ machineVisits }: ReplyEmailView): string[] {
  const own = sum(machineVisits.filter((visit) => visit.visitClass === "self"));
  return own === 0 ? [] : [`${own} ${own === 1 ? "visit" : "visits"} of our own not counted.`];
}

/** A preloader is told by the mail program that people know it as, a preview by its own name. */
function countsByName(visits: MachineVisits[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { client, reason, visitClass, count } of visits) {
    const name = (visitClass === "prefetch" ? client : null) ?? reason;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return counts;
}

function sinceSending(sentAt: string, at: string): string {
  const seconds = Math.round((Date.parse(at) - Date.parse(sentAt)) / 1000);
  if (seconds <= 0) return "at the moment of sending";
  if (seconds < 60) return `${seconds} s after sending`;
  return `${duration(new Date(sentAt), new Date(at))} after sending`;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

const sum = (visits: MachineVisits[]) => visits.reduce((total, { count }) => total + count, 0);
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const classWords: Partial<Record<MachineVisits["visitClass"], string>> = {
  prefetch: "Loaded ahead",
  scanner: "Checked by a machine",
  self: "By ourselves",
};

/** Which machine it was, what it did and why that does not count, for a list. */
export function machineLabel({ eventType, visitClass, reason, links }: MachineVisits): string {
  const kind = classWords[visitClass] ?? visitClass;
  const what = eventType === "open" ? "images" : links > 1 ? `${links} links` : "a link";
  return `${kind} (${what}): ${reason}`;
}
