/** Events are counted by windows of this length… */
const windowMs = 100;
/** …of which one with so many events is a busy one: 400 a second. */
const busyEvents = 40;
/** So many quiet windows in a row end a busy time. */
const toEnd = 10;

/** Tells whether events come faster than they are worth committing one group after the other. */
export function createBusyGauge() {
  let window = 0;
  let events = 0;
  /** Quiet windows since the last busy one. */
  let quiet = toEnd;

  function moveTo(now: number) {
    const current = Math.floor(now / windowMs);
    if (current === window) return;
    if (events < busyEvents) quiet++;
    quiet += current - window - 1;
    window = current;
    events = 0;
  }

  return {
    /** @param now milliseconds of a clock that only goes forward (`performance.now()`) */
    note(now: number) {
      moveTo(now);
      // At once: until the window's end a hundred would have waited for a commit.
      if (++events >= busyEvents) quiet = 0;
    },
    isBusy(now: number): boolean {
      moveTo(now);
      return quiet < toEnd;
    },
  };
}
