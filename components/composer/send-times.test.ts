import { describe, expect, it } from "vitest";
import { fromLocalField, sendTimes, toLocalField } from "./send-times";

// Half an hour off, so that no time comes out right by accident.
process.env.TZ = "Asia/Kolkata";
const local = (text: string) => new Date(`${text}+05:30`);

describe("the times that Send later offers", () => {
  it("are in an hour, tomorrow at nine and Monday at nine, by the agent's clock", () => {
    const wednesday = local("2026-11-25T18:20:30");
    expect(sendTimes(wednesday)).toEqual([
      { name: "hour", at: local("2026-11-25T19:20:00") },
      { name: "tomorrow", at: local("2026-11-26T09:00:00") },
      { name: "monday", at: local("2026-11-30T09:00:00") },
    ]);
  });

  it("are a week ahead on a Monday, and named once on a Sunday", () => {
    const onMonday = sendTimes(local("2026-11-23T08:00:00"));
    expect(onMonday.at(-1)).toEqual({ name: "monday", at: local("2026-11-30T09:00:00") });
    expect(sendTimes(local("2026-11-29T23:30:00")).map(({ name }) => name)).toEqual(["hour", "tomorrow"]);
  });
});

describe("a time that was typed", () => {
  const now = local("2026-11-25T18:20:30");
  it("is read as the agent's clock shows it", () => {
    const at = local("2026-11-26T07:05:00");
    expect(fromLocalField(toLocalField(at), now)).toEqual(at);
  });
  it.each(["", "soon", "2026-11-25T18:20"])("is none when it says %j", (value) => {
    expect(fromLocalField(value, now)).toBeNull();
  });
});
