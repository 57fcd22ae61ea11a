/** The bars of one benchmark: what was promised, what was measured. */
export function createBars() {
  let failed = 0;
  let passed = 0;
  return {
    /** @param measured in words, beside the bar */
    check(bar: string, holds: boolean, measured: string) {
      if (holds) passed++;
      else failed++;
      console.log(`  ${holds ? "PASS" : "FAIL"}  ${bar}: ${measured}`);
    },
    /** Prints the sum; a bar that does not hold is the command's failure. */
    finish() {
      console.log(`\n  ${passed} bars hold, ${failed} do not\n`);
      if (failed > 0) process.exitCode = 1;
    },
  };
}

export function median(values: number[]): number {
  return percentile(values, 50);
}

/** @param times in milliseconds */
export function printedLatency(times: number[], digits = 1): string {
  return `p50 ${percentile(times, 50).toFixed(digits)} ms, p99 ${percentile(times, 99).toFixed(digits)} ms`;
}

/** The value that `percent` of the values do not exceed (nearest rank); NaN of none. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
