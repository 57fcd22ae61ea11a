import { addDays, addHours, addMinutes, format, getDay, setHours, startOfDay, startOfMinute } from "date-fns";

export type SendTime = { name: "hour" | "tomorrow" | "monday"; at: Date };

const morning = 9;
const monday = 1;

/** The times that "Send later" offers, in the agent's own time zone. */
export function sendTimes(now: Date): SendTime[] {
  const tomorrow = setHours(startOfDay(addDays(now, 1)), morning);
  const daysToMonday = (monday - getDay(now) + 7) % 7 || 7;
  const times: SendTime[] = [
    { name: "hour", at: startOfMinute(addHours(now, 1)) },
    { name: "tomorrow", at: tomorrow },
  ];
  // On a Sunday, tomorrow is the Monday.
  if (daysToMonday > 1) {
    times.push({ name: "monday", at: setHours(startOfDay(addDays(now, daysToMonday)), morning) });
  }
  return times;
}

const localForm = "yyyy-MM-dd'T'HH:mm";

/** As a `datetime-local` field writes it: the reader's clock, without a zone. */
export function toLocalField(at: Date): string {
  return format(at, localForm);
}

/** What was typed into a `datetime-local` field; null when it is no time, or none that is still to come. */
export function fromLocalField(value: string, now: Date): Date | null {
  const at = new Date(value);
  return value && !Number.isNaN(at.getTime()) && at > now ? at : null;
}

/** The earliest time worth choosing: the next full minute. */
export function earliestSendTime(now: Date): Date {
  return startOfMinute(addMinutes(now, 1));
}
