/** Events are counted by windows of this length… */
const windowMs = 25;
/** …of which one with so many events is a busy one: 400 a second. */
const busyEvents = 10;
/** So many busy windows in a row begin a busy time, and so many quiet ones end it. */
const [toBegin, toEnd] = [4, 40];

/**
 * Tells whether events have been coming faster than they are worth committing one group after the other, for long enough
 * that it is no mere burst, such as everybody in an office opening the same mail.
 */
export function createBusyGauge() {
  let window = 0;
  let events = 0;
  /** Above zero: busy windows in a row; below: quiet ones. */
  let run = -toEnd;
  let isBusy = false;

  function closeWindow(quietWindows: number) {
    run = events >= busyEvents ? Math.max(run, 0) + 1 : Math.min(run, 0) - 1;
    if (run >= toBegin) isBusy = true;
    if (quietWindows > 0) run = Math.min(run, 0) - quietWindows;
    if (run <= -toEnd) isBusy = false;
    events = 0;
  }

  function moveTo(now: number) {
    const current = Math.floor(now / windowMs);
    if (current === window) return;
    closeWindow(current - window - 1);
    window = current;
  }

  return {
    /** @param now milliseconds of a clock that only goes forward (`performance.now()`) */
    note(now: number) {
      moveTo(now);
      events++;
    },
    isBusy(now: number): boolean {
      moveTo(now);
      return isBusy;
    },
  };
}
