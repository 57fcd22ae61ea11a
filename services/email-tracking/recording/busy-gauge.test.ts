import { describe, expect, it } from "vitest";
import { createBusyGauge } from "./busy-gauge";

function gaugeAfter(events: { from: number; to: number; everyMs: number }[]) {
  const gauge = createBusyGauge();
  for (const { from, to, everyMs } of events) for (let at = from; at < to; at += everyMs) gauge.note(at);
  return gauge;
}

describe("the busy gauge", () => {
  it("begins a busy time after a tenth of a second of a thousand events a second", () => {
    expect(gaugeAfter([{ from: 0, to: 90, everyMs: 1 }]).isBusy(90)).toBe(false);
    expect(gaugeAfter([{ from: 0, to: 105, everyMs: 1 }]).isBusy(105)).toBe(true);
  });

  it("takes a burst for a burst, however large", () => {
    const gauge = createBusyGauge();
    for (let index = 0; index < 10_000; index++) gauge.note(10);
    expect(gauge.isBusy(20)).toBe(false);
    expect(gauge.isBusy(150)).toBe(false);
    expect(gauge.isBusy(5_000)).toBe(false);
  });

  it("is not busy with a hundred events a second", () => {
    expect(gaugeAfter([{ from: 0, to: 3_000, everyMs: 10 }]).isBusy(3_000)).toBe(false);
  });

  it("stays busy over a short lull, and ends after a second of quiet", () => {
    const gauge = gaugeAfter([{ from: 0, to: 1_000, everyMs: 1 }]);
    expect(gauge.isBusy(1_500)).toBe(true);
    expect(gauge.isBusy(2_150)).toBe(false);
    const slow = gaugeAfter([
      { from: 0, to: 1_000, everyMs: 1 },
      { from: 1_000, to: 2_300, everyMs: 10 },
    ]);
    expect(slow.isBusy(2_300)).toBe(false);
  });
});
