const unitMs: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/**
 * A span such as "2d 4h 10m" in milliseconds.
 * @throws {RangeError} when it is not one.
 */
export function spanMs(span: string): number {
  return span.split(" ").reduce((sum, part) => {
    const [, count, unit] = /^(\d+)([dhms])$/.exec(part) ?? [];
    const size = unitMs[unit ?? ""];
    if (size === undefined) throw new RangeError(`"${span}" is not a span of time`);
    return sum + Number(count) * size;
  }, 0);
}
