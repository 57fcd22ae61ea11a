/** Who works at a time, of those that want to: first come, first served. */
export type Turns = { take(): Promise<void>; give(): void };

/** Lets so many work at a time. */
export function createTurns(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
