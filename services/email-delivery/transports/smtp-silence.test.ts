import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { phases, startHostileSink } from "../testing/hostile-sink";
import { smtpTransport } from "./smtp";
import type { OutgoingMail } from "./transport";

let sink: Awaited<ReturnType<typeof startHostileSink>>;
beforeAll(async () => {
  sink = await startHostileSink({ tls: true });
});
beforeEach(() => sink.clear());
afterAll(() => sink.close());

const ann = { email: "ann@example.com", name: "Ann", role: "to" as const };
const mail: OutgoingMail = {
  ...{ idempotencyKey: "delivery-1", from: { name: "Ben", email: "support@example.com" }, returnPath: null },
  ...{
    replyTo: null,
    subject: "Hello",
    messageId: "1@example.com",
    inReplyTo: null,
    references: [],
    headers: {},
  },
  ...{ date: new Date("2026-11-24T10:00:00Z"), html: "<p>Hello</p>", text: "Hello", attachments: [] },
  ...{ recipients: [ann], visible: { to: [ann], cc: [] } },
};
const large = { ...mail, html: `<p>${"A long mail. ".repeat(30_000)}</p>` };

async function send(outgoing: OutgoingMail, handOff: () => Promise<void>) {
  const patience = { connectionMs: 200, answerMs: 200 };
  const transport = smtpTransport("smtp", sink.url.replace("//", "//user:password@"), { patience });
  const outcome = await transport.send(outgoing, handOff);
  transport.close();
  return outcome;
}

describe("a server that says nothing any more", () => {
  it.each(phases)(
    "at %s is given up, and the mail may be out only when its end had been sent",
    async (phase) => {
      let noted = 0;
      sink.misbehave(phase, "hang", 2);
      const outcome = await send(mail, async () => {
        noted++;
      });
      const isOut = phase === "dot";
      expect({ kind: outcome.kind, noted, came: sink.total() }).toEqual({
        ...{ kind: isOut ? "unknown" : "temporary", noted: isOut ? 1 : 0, came: isOut ? 1 : 0 },
      });
    },
  );
});

describe("the end of a mail", () => {
  it.each([
    ["small", mail],
    ["large", large],
  ])("of a %s one is kept back until its hand-off is noted", async (_, outgoing) => {
    let cameBefore: number | null = null;
    const outcome = await send(outgoing, async () => {
      // Time enough for the mail, were it on its way.
      await new Promise((resolve) => setTimeout(resolve, 50));
      cameBefore = sink.total();
    });
    expect({ kind: outcome.kind, cameBefore, came: sink.total() }).toEqual({
      ...{ kind: "accepted", cameBefore: 0, came: 1 },
    });
  });

  it("never goes out when the hand-off cannot be noted, or the line drops meanwhile", async () => {
    const refused = await send(large, () => Promise.reject(new Error("the database is away")));
    expect(refused.kind).toBe("temporary");
    const dropped = await send(mail, async () => {
      sink.hangUpAll();
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect(dropped.kind).toBe("temporary");
    expect(sink.total()).toBe(0);
  });
});
