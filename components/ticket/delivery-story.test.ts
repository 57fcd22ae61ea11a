import { describe, expect, it } from "vitest";
import { copySentence, deliveryStory } from "./delivery-story";
import type { RecipientCopyView, ReplyEmailView } from "./view-types";

const now = new Date("2026-05-04T12:00:00Z");

function copy(changes: Partial<RecipientCopyView> = {}): RecipientCopyView {
  return {
    deliveryId: 1,
    email: "ben@example.com",
    name: "Ben Carter",
    role: "to",
    trackingId: "t".repeat(43),
    status: "sent",
    badge: "sent",
    lastError: null,
    sentAt: "2026-05-04T08:00:00.000Z",
    openedAt: null,
    readAt: null,
    readEvidence: null,
    openCount: 0,
    readCount: 0,
    clickCount: 0,
    visits: [],
    ...changes,
  };
}

function email(changes: Partial<ReplyEmailView> = {}): ReplyEmailView {
  return {
    replyId: 1,
    badge: "sent",
    tracked: true,
    sentAt: "2026-05-04T08:00:00.000Z",
    openedAt: null,
    readAt: null,
    openCount: 0,
    readCount: 0,
    clickCount: 0,
    recipients: [copy()],
    clicks: [],
    machineLoads: [],
    ...changes,
  };
}

const visit = (at: string, visitClass: "human" | "proxy" | "prefetch", client: string) =>
  ({
    at,
    eventType: "open",
    visitClass,
    visitReason: "x",
    client,
    os: null,
    device: null,
    country: null,
  }) as const;

describe("deliveryStory", () => {
  it("tells how often, how soon, when last and with what", () => {
    const story = deliveryStory(
      email({
        badge: "read",
        readAt: "2026-05-04T08:12:30.000Z",
        readCount: 3,
        openCount: 4,
        recipients: [
          copy({
            visits: [
              visit("2026-05-04T09:14:00.000Z", "proxy", "Gmail"),
              visit("2026-05-04T08:12:30.000Z", "proxy", "Gmail"),
            ],
          }),
        ],
        machineLoads: [{ visitClass: "prefetch", reason: "apple", client: "Apple Mail", count: 1 }],
      }),
      now,
    );
    expect(story).toMatch(
      /^Opened 3 times, first 12 min after sending, last today \d\d:14, Gmail \(via image proxy\)\./,
    );
    expect(story).toMatch(/ 1 automatic load by Apple Mail not counted\.$/);
  });

  it("does not claim an opening when only machines loaded the mail", () => {
    const story = deliveryStory(
      email({
        openCount: 2,
        machineLoads: [{ visitClass: "prefetch", reason: "a", client: "Apple Mail", count: 2 }],
      }),
      now,
    );
    expect(story).toContain("Not opened yet.");
    expect(story).toContain("2 automatic loads by Apple Mail not counted.");
  });

  it("says that an untracked mail's opens are not recorded", () => {
    expect(deliveryStory(email({ tracked: false }), now)).toContain("Not tracked");
  });

  it("explains a read that only a click proves", () => {
    const story = deliveryStory(
      email({
        badge: "read",
        readAt: "2026-05-04T09:00:00.000Z",
        recipients: [copy({ badge: "read", readAt: "2026-05-04T09:00:00.000Z", readEvidence: "click" })],
      }),
      now,
    );
    expect(story).toContain("A link was clicked");
  });
});

describe("copySentence", () => {
  it("speaks of the copy and not of the person", () => {
    expect(
      copySentence(copy({ badge: "read", readAt: "2026-05-04T09:00:00.000Z", readCount: 1 }), now),
    ).toMatch(/^Ben’s copy was opened once, first /);
  });
});
