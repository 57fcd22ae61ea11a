import { differenceInCalendarDays, format, formatDistanceStrict } from "date-fns";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "12 min ago", "5 h ago", "3 d ago", and from a week on the date (UTC, so that server and browser agree). */
export function relativeTime(at: Date, now: Date): string {
  const age = now.getTime() - at.getTime();
  if (age < minute) return "just now";
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  if (age < 7 * day) return `${Math.floor(age / day)} d ago`;
  const sameYear = at.getUTCFullYear() === now.getUTCFullYear();
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
    timeZone: "UTC",
  }).format(at);
}

/** "Mon 4 May 2026, 09:14:05" in the reader's time zone. */
export function exactTime(at: Date): string {
  return format(at, "EEE d MMM yyyy, HH:mm:ss");
}

/** "today 09:14", "yesterday 18:02", "tomorrow 09:00", "Mon 4 May 09:14". */
export function dayAndTime(at: Date, now: Date): string {
  const days = differenceInCalendarDays(now, at);
  if (days === 0) return `today ${format(at, "HH:mm")}`;
  if (days === 1) return `yesterday ${format(at, "HH:mm")}`;
  if (days === -1) return `tomorrow ${format(at, "HH:mm")}`;
  return format(at, at.getFullYear() === now.getFullYear() ? "EEE d MMM HH:mm" : "d MMM yyyy HH:mm");
}

/** "12 min", "3 hours", "2 days"; never negative. */
export function duration(from: Date, to: Date): string {
  if (to.getTime() - from.getTime() < minute) return "less than a minute";
  return formatDistanceStrict(to, from, { roundingMethod: "floor" }).replace(/ minutes?$/, " min");
}
