const minuteMs = 60_000;
const firstDelayMs = 5_000;
const longestDelayMs = 60 * minuteMs;
/** Who asks for more means another unit, such as seconds since 1970: the mail would wait for good, and never expire. */
const longestAskedForMs = 24 * 60 * minuteMs;

/**
 * The wait before the next attempt: 5 s, 15 s, 45 s … up to an hour, each up to a fifth longer by chance, so that a
 * thousand mails which failed together do not come back together.
 * @param attempts how many there were
 * @param askedFor what the server asked for, in milliseconds; not shortened, up to a day
 */
export function retryDelayMs(attempts: number, askedFor = 0, random = Math.random): number {
  const backoff = Math.min(firstDelayMs * 3 ** Math.max(attempts - 1, 0), longestDelayMs);
  return Math.round(Math.max(backoff, Math.min(askedFor, longestAskedForMs)) * (1 + random() / 5));
}
