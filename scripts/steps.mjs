const terminal = process.stdout.isTTY === true;
const quietMs = 20_000;
/** @type {Set<() => string>} what each step that runs now is at: two of them share a terminal's last line */
const running = new Set();

/** @param {number} ms @returns {string} such as `0.4 s` or `2 min 5 s` */
export function duration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * Runs one step and prints one line for it: what, how long, and a word about the outcome. While it runs, a terminal
 * shows the seconds go by and what the step says it is at; a log file gets a line now and then.
 * @template Result
 * @param {string} title
 * @param {(progress: (text: string) => void, outcome: (text: string) => void) => Promise<Result> | Result} work
 *   `progress`: what it is at now; `outcome`: the word that stands on the finished line
 * @returns {Promise<Result>}
 */
export async function step(title, work) {
  const start = performance.now();
  let at = "";
  let said = "";
  const line = (mark, text, ms) => `  ${mark} ${title}${text ? `: ${text}` : ""}  (${duration(ms)})`;
  const elapsed = () => performance.now() - start;
  const now = () => line("…", at, elapsed());
  running.add(now);
  const ticker = setInterval(
    () => (terminal ? overwrite([...running].map((shown) => shown()).join("")) : console.log(now())),
    terminal ? 200 : quietMs,
  );
  /** @param {string} text */
  const finish = (text) => {
    clearInterval(ticker);
    running.delete(now);
    if (terminal) process.stdout.write("\r\x1b[2K");
    console.log(text);
  };
  try {
    const result = await work(
      (text) => {
        at = text;
      },
      (text) => {
        said = text;
      },
    );
    finish(line("✓", said, elapsed()));
    return result;
  } catch (error) {
    finish(line("✗", at, elapsed()));
    throw error;
  }
}

/** @param {string} text */
function overwrite(text) {
  process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}
