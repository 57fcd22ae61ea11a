import { describe, expect, it } from "vitest";
import { retryDelayMs } from "./retry-schedule";

const twoDaysMs = 48 * 3_600_000;
const middle = () => 0;

describe("the wait before another attempt", () => {
  it("grows threefold from 5 seconds to an hour", () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, 0, middle))).toEqual([
      5000, 15_000, 45_000, 135_000,
    ]);
    expect(retryDelayMs(50, 0, middle)).toBe(3_600_000);
  });

  it("is never shorter than what the server asked for, up to a day", () => {
    expect(retryDelayMs(1, 90_000, middle)).toBe(90_000);
    expect(retryDelayMs(50, 90_000, middle)).toBe(3_600_000);
    expect(retryDelayMs(1, 366 * twoDaysMs, middle)).toBe(twoDaysMs / 2);
  });

  it("differs by chance, by a fifth at most", () => {
    expect(retryDelayMs(1, 0, () => 0.999)).toBeLessThanOrEqual(6000);
    expect(retryDelayMs(1, 0, () => 0.5)).toBe(5500);
  });

  it("leaves room for dozens of attempts before giving up", () => {
    let waited = 0;
    let attempts = 0;
    while (waited < twoDaysMs) waited += retryDelayMs(++attempts, 0, middle);
    expect(attempts).toBeGreaterThan(40);
  });
});
