import { expect, it } from "vitest";
import { laterOf } from "./email-state";
import type { ReplyEmailView } from "./view-types";

const known = (asOf: string, badge: ReplyEmailView["badge"]) => ({ asOf, badge }) as ReplyEmailView;

it("a page that was drawn before a mail was read, and arrives after that is known, turns no badge back", () => {
  const read = known("2026-05-04T09:00:01.000Z", "read");
  const drawn = known("2026-05-04T09:00:00.500Z", "sent");
  expect(laterOf(drawn, read).badge).toBe("read");
  expect(laterOf(read, drawn).badge).toBe("read");
  expect(laterOf(drawn, undefined).badge).toBe("sent");
});
