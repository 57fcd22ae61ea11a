const units = [
  { ms: 86_400_000, one: "day", many: "days" },
  { ms: 3_600_000, one: "hour", many: "hours" },
  { ms: 60_000, one: "minute", many: "minutes" },
  { ms: 1_000, one: "second", many: "seconds" },
] as const;

/** A length of time in words, in its largest unit: `3 hours`. */
export function duration(ms: number): string {
  const unit = units.find(({ ms: length }) => ms >= length) ?? units[units.length - 1];
  const count = Math.round(ms / (unit?.ms ?? 1000));
  return `${count} ${count === 1 ? unit?.one : unit?.many}`;
}
