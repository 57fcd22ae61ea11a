import { describe, expect, it } from "vitest";
import { copySentence, deliveryStory, storySentences } from "./delivery-story";
import { machineLabel } from "./machine-story";
import type { RecipientCopyView, ReplyEmailView } from "./view-types";
import { countryName, visitDetails } from "./visit-label";

// The agent's zone: half an hour off, so that no time comes out right by accident.
process.env.TZ = "Asia/Kolkata";
const now = new Date("2026-05-04T12:00:00Z");
const sentAt = "2026-05-04T03:32:00.000Z";

type Visit = RecipientCopyView["visits"][number];
type MachineVisits = ReplyEmailView["machineVisits"][number];

const visit = (at: string, changes: Partial<Visit> = {}): Visit => ({
  at,
  eventType: "open",
  visitClass: "human",
  visitReason: "opened by a person",
  client: "Outlook",
  os: "Windows",
  device: "desktop",
  country: null,
  ...changes,
});
const gmail = (at: string) =>
  visit(at, { visitClass: "proxy", client: "Gmail (via image proxy)", os: null, device: null });

const machine = (changes: Partial<MachineVisits> = {}): MachineVisits => ({
  eventType: "open",
  visitClass: "prefetch",
  reason: "Apple Mail Privacy Protection",
  scanner: null,
  client: "Apple Mail",
  count: 1,
  links: 0,
  firstAt: "2026-05-04T03:33:00.000Z",
  ...changes,
});
const burst = (changes: Partial<MachineVisits>) =>
  machine({
    visitClass: "scanner",
    reason: "three or more links within seconds",
    scanner: "a security scanner",
    client: "Chrome",
    firstAt: "2026-05-04T03:32:03.000Z",
    ...changes,
  });

function copy(changes: Partial<RecipientCopyView> = {}): RecipientCopyView {
  return {
    ...{
      deliveryId: 1,
      email: "ben@example.com",
      name: "Ben Carter",
      role: "to",
      trackingId: "t".repeat(43),
    },
    ...{ status: "sent", badge: "sent", failure: null, lastError: null, attempts: 1, nextAttemptAt: null },
    ...{
      unseen: null,
      suppressed: null,
      problemHandledAt: null,
      sentAt,
      deliveredAt: null,
      openedAt: null,
      readAt: null,
    },
    ...{ readEvidence: null, openCount: 0, readCount: 0, clickCount: 0, visits: [] },
    ...changes,
  };
}

function email(changes: Partial<ReplyEmailView> = {}): ReplyEmailView {
  return {
    ...{ replyId: 1, asOf: sentAt, badge: "sent", sentAt, openedAt: null, readAt: null },
    ...{ openCount: 0, readCount: 0, clickCount: 0, recipients: [copy()], clicks: [], machineVisits: [] },
    visitsNotKept: 0,
    heldUntil: null,
    paused: null,
    ...changes,
  };
}

/** Read through opens, the first of them at `readAt`. */
function opened(readCount: number, readAt: string, visits: Visit[], changes: Partial<ReplyEmailView> = {}) {
  const recipients = [copy({ badge: "read", readAt, readEvidence: "open", readCount, visits })];
  return email({ badge: "read", readAt, readCount, openCount: readCount, recipients, ...changes });
}
const readBy = (readEvidence: "click" | "answer", openCount = 0) =>
  email({
    badge: "read",
    readAt: "2026-05-04T09:00:00.000Z",
    openCount,
    recipients: [copy({ badge: "read", readAt: "2026-05-04T09:00:00.000Z", readEvidence })],
  });

const twelveMinutes = "2026-05-04T03:44:30.000Z";
const nineFourteen = "2026-05-04T03:44:00.000Z";

const shared = (badge: "sent" | "read") => {
  const read = badge === "read";
  const common = {
    badge,
    readAt: read ? twelveMinutes : null,
    readEvidence: read ? ("open" as const) : null,
    readCount: read ? 1 : 0,
    visits: read ? [gmail(twelveMinutes)] : [],
  };
  const recipients = [
    copy(common),
    copy({ ...common, deliveryId: 2, email: "cleo@example.com", name: "Cleo Diaz" }),
  ];
  return email({ badge, readAt: common.readAt, readCount: common.readCount, recipients });
};

const withoutImage = (mail: ReplyEmailView): ReplyEmailView => ({
  ...mail,
  recipients: mail.recipients.map((one) => ({ ...one, unseen: "no_image" })),
});

const allOf = (badge: "failed" | "bounced" | "complained") => email({ badge, recipients: [copy({ badge })] });

/** To Ben, and to Cleo; the badge and what is known of reading are Ben's trouble and Cleo's reading. */
function ofTwo(ben: Partial<RecipientCopyView>, cleo: Partial<RecipientCopyView>): ReplyEmailView {
  const { readAt = null, readCount = 0 } = cleo;
  const recipients = [
    copy(ben),
    copy({
      deliveryId: 2,
      email: "cleo@example.com",
      name: "Cleo Diaz",
      trackingId: "u".repeat(43),
      ...cleo,
    }),
  ];
  return email({ badge: ben.badge ?? "sent", readAt, readCount, openCount: readCount, recipients });
}
const openedOnce = {
  ...{ badge: "read", readAt: twelveMinutes, readEvidence: "open", readCount: 1 },
  visits: [gmail(twelveMinutes)],
} satisfies Partial<RecipientCopyView>;

const stories: [name: string, email: ReplyEmailView, story: string][] = [
  ["not opened", email(), "Sent today 09:02. Not opened yet."],
  ...(
    [
      ["untracked", "Not tracked, so opens are not recorded."],
      ["no_image", "Opens are not recorded: it went out without a tracking image."],
      ["opted_out", "Opens are not recorded: the recipient turned tracking off."],
      ["no_consent", "Opens are not recorded: the recipient has not agreed to tracking."],
      ["switched_off", "Opens are not recorded: tracking of opens is switched off."],
    ] as const
  ).map(([unseen, said]): [string, ReplyEmailView, string] => [
    unseen,
    email({ recipients: [copy({ unseen })] }),
    `Sent today 09:02. ${said}`,
  ]),
  [
    "of two recipients one has turned tracking off",
    email({ recipients: [copy(), copy({ deliveryId: 2, trackingId: "u".repeat(43), unseen: "opted_out" })] }),
    "Sent today 09:02. Not opened yet.",
  ],
  [
    "neither of two can be known to open it, each for a reason of their own",
    email({
      recipients: [
        copy({ unseen: "no_image" }),
        copy({ deliveryId: 2, trackingId: "u".repeat(43), unseen: "opted_out" }),
      ],
    }),
    "Sent today 09:02. Opens are not recorded.",
  ],
  [
    "opened once",
    opened(1, twelveMinutes, [gmail(twelveMinutes)]),
    "Opened once, 12 min after sending, today 09:14, Gmail (via image proxy).",
  ],
  [
    "opened three times, and loaded by Apple",
    opened(
      3,
      twelveMinutes,
      [gmail("2026-05-04T09:00:00.000Z"), gmail("2026-05-04T05:00:00.000Z"), gmail(twelveMinutes)],
      {
        openCount: 4,
        machineVisits: [machine()],
      },
    ),
    "Opened 3 times, first 12 min after sending, last today 14:30, Gmail (via image proxy). 1 automatic load by Apple Mail not counted.",
  ],
  [
    "with several programs, from a country",
    opened(2, nineFourteen, [visit("2026-05-04T04:00:00.000Z", { country: "DE" }), gmail(nineFourteen)]),
    "Opened 2 times, first 12 min after sending, last today 09:30, Outlook from Germany and Gmail (via image proxy).",
  ],
  [
    "with many programs",
    opened(
      5,
      nineFourteen,
      ["Outlook", "Chrome", "Firefox", "Safari", "Thunderbird"].map((client, index) =>
        visit(`2026-05-04T04:0${5 - index}:00.000Z`, { client }),
      ),
    ),
    "Opened 5 times, first 12 min after sending, last today 09:35, Outlook, Chrome, Firefox and 2 more.",
  ],
  [
    "with a program that nobody knows",
    opened(1, nineFourteen, [visit(nineFourteen, { client: null, country: "NL" })]),
    "Opened once, 12 min after sending, today 09:14, an unknown program from the Netherlands.",
  ],
  [
    "of which nothing is on record any more",
    opened(2, "2025-04-02T05:00:00.000Z", [], { sentAt: "2025-03-30T05:00:00.000Z" }),
    "Opened 2 times, first 3 days after sending.",
  ],
  [
    "opened after a click",
    email({
      ...{ badge: "read", readAt: nineFourteen, readCount: 1 },
      recipients: [
        copy({
          ...{ badge: "read", readAt: nineFourteen, readEvidence: "click", readCount: 1 },
          visits: [visit("2026-05-04T05:32:00.000Z"), visit(nineFourteen, { eventType: "click" })],
        }),
      ],
    }),
    "Opened once, 2 hours after sending, today 11:02, Outlook.",
  ],
  [
    "clicked with images blocked",
    readBy("click"),
    "A link was clicked today 14:30, so the mail was read; its images were never loaded.",
  ],
  [
    "clicked in a mail without a tracking image",
    withoutImage(readBy("click")),
    "A link was clicked today 14:30, so the mail was read.",
  ],
  [
    "clicked, and loaded by a machine",
    readBy("click", 1),
    "A link was clicked today 14:30, so the mail was read; its images were not loaded by a person.",
  ],
  ["answered", readBy("answer"), "The recipient answered today 14:30, so the mail was read."],
  [
    "loaded by machines only",
    email({ openCount: 2, machineVisits: [machine({ count: 2 })] }),
    "Sent today 09:02. Not opened yet. 2 automatic loads by Apple Mail not counted.",
  ],
  [
    "loaded and looked at by several machines",
    email({
      machineVisits: [
        machine({ count: 2 }),
        machine({ visitClass: "scanner", reason: "Slack's image proxy", client: null }),
        machine({
          eventType: "click",
          visitClass: "scanner",
          reason: "Slack's link preview",
          client: null,
          links: 1,
        }),
        machine({ visitClass: "self", reason: "shown on a page of ours", client: "Chrome" }),
      ],
    }),
    "Sent today 09:02. Not opened yet. 2 automatic loads by Apple Mail and 1 by Slack's image proxy not counted. 1 link check by Slack's link preview not counted. 1 visit of our own not counted.",
  ],
  [
    "scanned over its links",
    email({ machineVisits: [burst({ eventType: "click", count: 4, links: 3 })] }),
    "Sent today 09:02. Not opened yet. A security scanner followed 3 links 3 s after sending, not counted.",
  ],
  [
    "scanned with its images",
    email({
      machineVisits: [
        burst({ eventType: "click", count: 3, links: 3 }),
        burst({ count: 2, firstAt: "2026-05-04T03:32:02.000Z" }),
      ],
    }),
    "Sent today 09:02. Not opened yet. A security scanner followed 3 links and loaded the images 2 times 2 s after sending, not counted.",
  ],
  [
    "scanned by a gateway with a name, at once",
    email({
      machineVisits: [
        burst({ scanner: "Barracuda Sentinel", eventType: "click", links: 1, firstAt: sentAt }),
        burst({ scanner: "Barracuda Sentinel", firstAt: "2026-05-04T03:32:01.000Z" }),
      ],
    }),
    "Sent today 09:02. Not opened yet. Barracuda Sentinel followed a link and loaded the images at the moment of sending, not counted.",
  ],
  [
    "scanned later",
    email({ machineVisits: [burst({ firstAt: "2026-05-04T06:32:00.000Z" })] }),
    "Sent today 09:02. Not opened yet. A security scanner loaded the images 3 hours after sending, not counted.",
  ],
  [
    "sent as one message to two, not opened",
    shared("sent"),
    "Sent today 09:02. Not opened yet. 2 recipients share one message: who of them it was cannot be told.",
  ],
  [
    "sent as one message to two, opened once",
    shared("read"),
    "Opened once, 12 min after sending, today 09:14, Gmail (via image proxy). 2 recipients share one message: who of them it was cannot be told.",
  ],
  [
    "visited too often to keep it all",
    opened(20_000, twelveMinutes, [gmail(twelveMinutes)], { visitsNotKept: 10_000 }),
    "Opened 20,000 times, first 12 min after sending, last today 09:14, Gmail (via image proxy). Only the first 10,000 visits an hour are kept one by one; the counts are exact.",
  ],
  ["on its way", email({ badge: "queued" }), "Waiting to be sent; it goes out by itself."],
  [
    "waiting for a sign-in that works",
    email({ badge: "queued", paused: "authentication" }),
    "Waiting: sending is paused, since the mail server refuses the portal’s sign-in. An admin can see to it under Mail problems. It goes out by itself once that is over.",
  ],
  [
    "held back",
    email({ badge: "queued", heldUntil: "2026-05-04T12:00:08.000Z" }),
    "Not sent yet; until it leaves it can be taken back.",
  ],
  [
    "delivered to two, the second later",
    email({
      badge: "delivered",
      recipients: ["2026-05-04T03:32:10.000Z", nineFourteen].map((deliveredAt) =>
        copy({ badge: "delivered", deliveredAt, trackingId: deliveredAt }),
      ),
    }),
    "Sent today 09:02. Their mail server took it today 09:14. Not opened yet.",
  ],
  ["marked as spam", allOf("complained"), "The recipient marked it as spam."],
  ["refused", allOf("bounced"), "Came back: the recipient’s mail server refused it."],
  ["that could not be sent", allOf("failed"), "Could not be sent."],
  [
    "of which one copy could not be sent and the other was opened",
    ofTwo({ badge: "failed" }, openedOnce),
    "Ben’s copy could not be sent. The other copy went out. Opened once, 12 min after sending, today 09:14, Gmail (via image proxy).",
  ],
  [
    "of which one copy came back and the other was not opened",
    ofTwo({ badge: "bounced" }, {}),
    "Ben’s copy came back. The other copy went out. Not opened yet.",
  ],
  [
    "of which one copy could not be sent and the other is not tracked",
    ofTwo({ badge: "failed" }, { unseen: "untracked" }),
    "Ben’s copy could not be sent. The other copy went out. Not tracked, so opens are not recorded.",
  ],
  [
    "of which one copy could not be sent and the other waits",
    ofTwo({ badge: "failed" }, { badge: "queued" }),
    "Ben’s copy could not be sent.",
  ],
  [
    "of which both copies met trouble of their own",
    ofTwo({ badge: "failed" }, { badge: "bounced" }),
    "Ben’s copy could not be sent. Cleo’s copy came back.",
  ],
  [
    "of which many copies met trouble",
    email({
      badge: "bounced",
      recipients: [1, 2, 3, 4, 5, 6].map((deliveryId) =>
        copy({ deliveryId, trackingId: `t${deliveryId}`, badge: deliveryId > 4 ? "sent" : "bounced" }),
      ),
    }),
    "4 of 6 copies met a problem. The others went out. Not opened yet.",
  ],
];

describe("deliveryStory", () => {
  it.each(stories)("of a mail %s", (_name, mail, story) => {
    expect(deliveryStory(mail, now)).toBe(story);
  });

  it("begins with what happened, whatever else there is to tell", () => {
    const [first] = storySentences(email({ machineVisits: [machine()] }), now);
    expect(first).toBe("Sent today 09:02. Not opened yet.");
  });
});

describe("copySentence", () => {
  it.each<[RecipientCopyView, string]>([
    [copy(), "Ben’s copy was not opened yet"],
    [copy({ name: "Carter, Ben" }), "Ben’s copy was not opened yet"],
    [copy({ name: "," }), "ben@example.com’s copy was not opened yet"],
    [copy({ trackingId: null, unseen: "untracked" }), "Ben’s copy is not tracked"],
    [copy({ unseen: "opted_out" }), "Opens of Ben’s copy are not recorded"],
    [
      copy({ badge: "read", readAt: twelveMinutes, readEvidence: "open", readCount: 1 }),
      "Ben’s copy was opened once, today 09:14",
    ],
    [
      copy({ badge: "read", readAt: twelveMinutes, readEvidence: "open", readCount: 2 }),
      "Ben’s copy was opened 2 times, first today 09:14",
    ],
    [
      copy({ badge: "read", readAt: twelveMinutes, readEvidence: "click" }),
      "A link in Ben’s copy was clicked",
    ],
    [copy({ badge: "read", readAt: twelveMinutes, readEvidence: "answer" }), "Ben answered"],
    [copy({ badge: "delivered" }), "Ben’s copy was not opened yet"],
    [copy({ badge: "complained" }), "Ben marked the mail as spam"],
    [copy({ badge: "bounced", name: null }), "ben@example.com’s copy came back"],
  ])("speaks of the copy and not of the person: %#", (one, sentence) => {
    expect(copySentence(one, email({ recipients: [one] }), now)).toBe(sentence);
  });

  it("does not tell apart who shares a message", () => {
    const mail = shared("read");
    const sentences = mail.recipients.map((one) => copySentence(one, mail, now));
    expect(sentences).toEqual([
      "The message shared with Ben was opened once, today 09:14",
      "The message shared with Cleo was opened once, today 09:14",
    ]);
  });
});

describe("what a list says", () => {
  it.each<[Partial<Visit>, string]>([
    [{}, "Outlook, Windows, computer"],
    [{ country: "US" }, "Outlook, Windows, computer, United States"],
    [{ client: null, os: null, device: null }, "Unknown program"],
    [{ visitClass: "proxy", client: "Gmail", os: null, device: null }, "Gmail (via image proxy)"],
    [{ device: "mobile", os: "iOS", client: "Apple Mail" }, "Apple Mail, iOS, phone"],
  ])("of a visit: %#", (changes, label) => {
    expect(visitDetails(visit(nineFourteen, changes))).toBe(label);
  });

  it.each<[string | null, string | null]>([
    ["DE", "Germany"],
    ["GB", "the United Kingdom"],
    ["QX", null],
    ["de", null],
    [null, null],
  ])("of the country %s", (code, name) => {
    expect(countryName(code)).toBe(name);
  });

  it("of machines", () => {
    expect(machineLabel(machine())).toBe("Loaded ahead (images): Apple Mail Privacy Protection");
    expect(machineLabel(burst({ eventType: "click", links: 3 }))).toBe(
      "Checked by a machine (3 links): three or more links within seconds",
    );
  });
});
