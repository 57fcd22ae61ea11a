/** How often something took how long (or was how large), in numbers that cost next to nothing to count. */
export type PlainHistogram = {
  /** The upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  /** How many fell into each bucket; the last counts those above every bound. */
  readonly counts: number[];
  sum: number;
};

export function createPlainHistogram(bounds: readonly number[]): PlainHistogram {
  return { bounds, counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 };
}

/** Counts one: a few comparisons and two additions, without any object. */
export function observe(histogram: PlainHistogram, value: number) {
  const { bounds, counts } = histogram;
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  histogram.sum += value;
}
