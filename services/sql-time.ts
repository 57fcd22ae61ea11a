let lastTime = { ms: Number.NaN, text: "" };

/**
 * A moment (milliseconds since 1970) as SQL's DATETIME(6) in UTC. The last one is remembered: an event's time is written
 * five times, and its neighbours often have the same.
 */
export function sqlTime(ms: number): string {
  if (ms !== lastTime.ms) {
    const iso = new Date(ms).toISOString();
    lastTime = { ms, text: `${iso.slice(0, 10)} ${iso.slice(11, 23)}` };
  }
  return lastTime.text;
}
