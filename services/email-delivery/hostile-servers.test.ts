import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { updateModule } from "@/services/integration-modules/update-module";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";
import { claimDeliveries } from "./claim-deliveries";
import { claimBatch, runBatch } from "./delivery-batch";
import { startDeliveryWorker, stopDeliveryWorker } from "./delivery-worker";
import { listMailProblems } from "./list-mail-problems";
import { retryDelivery } from "./retry-delivery";
import { deliveryOfReturnPath } from "./return-path";
import { sendEmail } from "./send-email";
import { settleDeliveries } from "./settle-deliveries";
import { type Phase, phases, startHostileSink } from "./testing/hostile-sink";
import { aTicket, copiesOf, deliverDue, makeDue, system } from "./testing/outbox";
import { closeActiveTransport } from "./transports/active-transport";
import { resumeTransport } from "./transports/pause-transport";
import { createTurns } from "./turns";

useTestDatabase({ MAIL_FROM: "support@example.com", PORTAL_URL: "https://desk.example.com" });

let sink: Awaited<ReturnType<typeof startHostileSink>>;
beforeAll(async () => {
  sink = await startHostileSink({ tls: true });
  process.env.SMTP_URL = sink.url.replace("//", "//user:password@");
});
beforeEach(() => sink.clear());
afterAll(async () => {
  closeActiveTransport();
  await sink.close();
});

async function aReply() {
  // A connection of its own: what a server does at the banner is done to a new one.
  closeActiveTransport();
  const { ticketId, requester } = await aTicket();
  const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Hello</p>" });
  const copy = async () => {
    const [found] = await copiesOf(replyId);
    if (!found) throw new Error("the reply has no copy");
    return found;
  };
  return { requester, copy };
}

const answers = [
  "421 4.7.0 Too many connections",
  "450 4.2.1 Busy",
  "451 4.3.0 Later",
  "550 5.7.1 No",
  "552 5.2.2 Full",
];
// Signing in has its own rules, and a handshake no words.
const cases = phases
  .filter((phase) => phase !== "auth" && phase !== "handshake")
  .flatMap((phase) => answers.map((answer) => [answer, phase] as const));

/** RFC 5321, 4.2.1; a 5yz that is not about the mail says nothing about it. */
function expected(answer: string, phase: Phase): "queued" | "failed" {
  return answer.startsWith("5") && ["mail", "rcpt", "data", "dot"].includes(phase) ? "failed" : "queued";
}

/** The next attempt, at a server that has come to its senses, gets it there once. */
async function comesOnce({ copy, requester }: Awaited<ReturnType<typeof aReply>>) {
  await makeDue();
  await deliverDue();
  expect(await copy()).toMatchObject({ status: "sent", lastError: null });
  expect(sink.accepted.get(requester)).toBe(1);
}

describe("a server that answers", () => {
  it.each(cases)(
    "%s at %s leaves the mail for another attempt, or failed with its words, and never twice",
    async (answer, phase) => {
      const reply = await aReply();
      // At EHLO the client tries HELO next, which has to fail alike.
      sink.misbehave(phase, { answer }, phase === "ehlo" ? 2 : 1);
      await deliverDue();
      sink.behave();
      const first = await reply.copy();
      expect(first).toMatchObject({ status: expected(answer, phase), handedOffAt: null });
      expect(first.lastError).toContain(answer);
      if (first.status === "failed") await retryDelivery(system, first.id);
      await comesOnce(reply);
    },
  );

  it.each(["421 4.7.0 Too many connections", "450 4.2.1 Busy", "451 4.3.0 Later", "454 4.7.0 Not now"])(
    "%s to the password has the mail tried again, and pauses nothing",
    async (answer) => {
      const reply = await aReply();
      sink.misbehave("auth", { answer });
      await deliverDue();
      expect(await reply.copy()).toMatchObject({ status: "queued", attempts: 1, handedOffAt: null });
      expect((await listMailProblems()).transports).toEqual([]);
      await comesOnce(reply);
    },
  );

  it.each(["535 5.7.8 Wrong", "550 5.7.1 No", "552 5.2.2 Full"])(
    "%s to the password has all mail wait for an admin",
    async (answer) => {
      const reply = await aReply();
      sink.misbehave("auth", { answer });
      await deliverDue();
      expect(await reply.copy()).toMatchObject({ status: "queued", attempts: 0, handedOffAt: null });
      expect((await listMailProblems()).transports).toMatchObject([
        { detail: expect.stringContaining(answer) },
      ]);
      await resumeTransport(system, "smtp");
      await comesOnce(reply);
    },
  );

  it("what is no TLS where TLS was agreed leaves the mail for another attempt, and sends nothing in the clear", async () => {
    const reply = await aReply();
    sink.misbehave("handshake", { answer: "220 did you say TLS?" });
    await deliverDue();
    expect(await reply.copy()).toMatchObject({ status: "queued", attempts: 1, handedOffAt: null });
    await comesOnce(reply);
    expect(sink.encrypted()).toBe(sink.total());
  });

  it("under a certificate that nobody has signed gets no mail", async () => {
    await updateModule(system, "smtp", { settings: { url: sink.url.split("?")[0] } });
    const { copy } = await aReply();
    await deliverDue();
    await updateModule(system, "smtp", { settings: { url: null } });
    expect(await copy()).toMatchObject({ status: "queued", attempts: 1 });
    expect((await copy()).lastError).toMatch(/certificate/i);
    expect(sink.total()).toBe(0);
  });

  it.each([
    ["552 5.2.2 Over quota", "rcpt", "mailbox_full"],
    ["552 No room", "rcpt", "mailbox_full"],
    ["550 5.2.2 Over quota", "dot", "mailbox_full"],
    ["552 Too much", "mail", "too_large"],
    ["552 Too much", "data", "too_large"],
    ["552 Too much", "dot", "too_large"],
    ["552 5.3.4 Message size exceeds fixed limit", "mail", "too_large"],
    ["550 5.2.3 Longer than I like", "dot", "too_large"],
    ["550 5.7.1 Looks like spam", "dot", "rejected"],
    ["550 5.1.8 Who are you?", "mail", "rejected"],
    ["550 No such user", "rcpt", "rejected"],
  ] as const)("%s at %s means %s", async (answer, phase, failure) => {
    const { copy } = await aReply();
    sink.misbehave(phase, { answer });
    await deliverDue();
    expect(await copy()).toMatchObject({ status: "failed", failure });
  });

  it.each(["550 5.1.1 No such user", "553 5.1.3 Bad address"])(
    "%s means that the address is wrong",
    async (answer) => {
      const { copy } = await aReply();
      sink.misbehave("rcpt", { answer });
      await deliverDue();
      expect(await copy()).toMatchObject({
        status: "failed",
        failure: "invalid_address",
        lastError: expect.stringContaining(answer),
      });
    },
  );

  it.each(["mail", "rcpt", "dot"] as const)(
    "that the day's limit is reached at %s keeps all mail until there is room again, and fails none",
    async (phase) => {
      const { copy, requester } = await aReply();
      const words =
        "550-5.4.5 Daily user sending limit exceeded. For more information go to\r\n550 5.4.5 gsmtp";
      sink.misbehave(phase, { answer: words });
      await deliverDue();
      expect(await copy()).toMatchObject({ status: "queued", attempts: 0, handedOffAt: null });
      expect((await listMailProblems()).transports).toMatchObject([{ name: "smtp", kind: "quota" }]);
      await resumeTransport(system, "smtp");
      await deliverDue();
      expect((await copy()).status).toBe("sent");
      expect(sink.accepted.get(requester)).toBe(1);
    },
  );

  it("530 wants a password: everything waits until an admin has seen to it, and no attempt is burned", async () => {
    const { copy } = await aReply();
    sink.misbehave("mail", { answer: "530 5.7.0 Authentication required" });
    await deliverDue();
    expect(await copy()).toMatchObject({ status: "queued", attempts: 0 });
    expect((await listMailProblems()).transports).toMatchObject([{ name: "smtp", kind: "authentication" }]);
    const second = await aReply();
    await deliverDue();
    expect((await second.copy()).status).toBe("queued");
    expect(sink.total()).toBe(0);
    await resumeTransport(system, "smtp");
    await deliverDue();
    await deliverDue();
    expect([(await copy()).status, (await second.copy()).status]).toEqual(["sent", "sent"]);
  });
});

describe("a mail server that does not let us in", () => {
  const wrong = { answer: "535 5.7.8 Wrong" };
  const replies = async (count: number) => {
    const { ticketId } = await aTicket();
    const written: { replyId: number }[] = [];
    for (let number = 0; number < count; number++) {
      written.push(await replyToTicket(system, { ticketId, html: "<p>Hello</p>" }));
    }
    return async () => (await Promise.all(written.map(({ replyId }) => copiesOf(replyId)))).flat();
  };

  it("is asked by one mail after a pause, of all that wait, until its answer is there", async () => {
    closeActiveTransport();
    const copies = await replies(6);
    sink.misbehave("auth", wrong);
    await deliverDue(1);
    sink.behave();
    await resumeTransport(system, "smtp");
    sink.misbehave("auth", "hang", 10);
    startDeliveryWorker();
    try {
      await expect.poll(() => sink.hanging()).toBe(1);
      const more = await replies(1);
      await deliverDue();
      const { replyId } = await replyToTicket(system, {
        ...{ ticketId: (await aTicket()).ticketId, html: "<p>Hello</p>" },
      });
      const direct = { subject: "Hello", recipients: ["direct@example.com"], htmlBody: "<p>Hello</p>" };
      expect((await sendEmail(direct)).eventMetadata.status).toBe("queued");
      expect(sink.hanging()).toBe(1);
      // What tells nothing about the password lets the next one try; what is accepted, all of them.
      sink.behave();
      sink.hangUp();
      const others = async () => [...(await copies()), ...(await more()), ...(await copiesOf(replyId))];
      await expect
        .poll(async () => (await others()).filter(({ status }) => status === "sent").length, {
          timeout: 10_000,
        })
        .toBeGreaterThanOrEqual(7);
      expect((await listMailProblems()).transports).toEqual([]);
    } finally {
      sink.hangUp();
      await stopDeliveryWorker();
      await makeDue();
      await deliverDue();
    }
  });

  it("is paused again when that mail is not let in either, for longer", async () => {
    closeActiveTransport();
    const copies = await replies(2);
    sink.misbehave("auth", wrong, 2);
    await deliverDue(1);
    await resumeTransport(system, "smtp");
    await deliverDue();
    const [paused] = (await listMailProblems()).transports;
    expect(paused?.until.getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(await copies()).toMatchObject([
      { status: "queued", attempts: 0 },
      { status: "queued", attempts: 0 },
    ]);
    await resumeTransport(system, "smtp");
    await deliverDue();
    await deliverDue();
    expect((await copies()).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });

  it("is not asked by what was claimed before somebody else's mail found out", async () => {
    closeActiveTransport();
    const copies = await replies(2);
    sink.misbehave("auth", wrong, 2);
    const [first, second] = [await claimBatch(1), await claimBatch(1)];
    if (!first || !second) throw new Error("nothing is due");
    await runBatch(first.batch, first.groups, createTurns(1));
    sink.behave();
    await runBatch(second.batch, second.groups, createTurns(1));
    expect((await copies()).map(({ status }) => status)).toEqual(["queued", "queued"]);
    expect(sink.total()).toBe(0);
    await resumeTransport(system, "smtp");
    await deliverDue();
    await deliverDue();
    expect((await copies()).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });
});

describe("a server that drops the line", () => {
  it.each(phases)("at %s: the mail goes once, or is uncertain when it may have gone", async (phase) => {
    const { copy, requester } = await aReply();
    // A pooled connection that breaks before a byte of the mail is tried once more by itself.
    sink.misbehave(phase, "drop", 2);
    await deliverDue();
    sink.behave();
    const first = await copy();
    expect(first.status).toBe(phase === "dot" ? "uncertain" : "queued");
    expect(first.handedOffAt).toEqual(phase === "dot" ? expect.any(Date) : null);
    await makeDue();
    await deliverDue();
    expect((await copy()).status).toBe(phase === "dot" ? "uncertain" : "sent");
    expect(sink.received.get(requester)).toBe(1);
  });
});

describe("a server that hangs", () => {
  // Before the final dot nothing is noted as handed off: a worker that is killed meanwhile leaves it to be sent again.
  it.each(phases)(
    "at %s keeps one mail and not the others, whose connections are their own",
    async (phase) => {
      const first = await aReply();
      sink.misbehave(phase, "hang");
      const hanging = deliverDue();
      await expect.poll(() => sink.hanging()).toBe(1);
      const { ticketId } = await aTicket();
      const { replyId } = await replyToTicket(system, { ticketId, html: "<p>Hello</p>" });
      await deliverDue();
      expect((await copiesOf(replyId))[0]?.status).toBe("sent");
      const held = await first.copy();
      const mayBeOut = phase === "dot";
      expect(held).toMatchObject({ status: "sending", handedOffAt: mayBeOut ? expect.any(Date) : null });
      sink.hangUp();
      await hanging;
      // Before a byte of it was read, the pool gives a mail to another connection by itself.
      expect((await first.copy()).status).toBeOneOf(mayBeOut ? ["uncertain"] : ["queued", "sent"]);
      await makeDue();
      await deliverDue();
      expect((await first.copy()).status).toBe(mayBeOut ? "uncertain" : "sent");
      expect(sink.received.get(first.requester)).toBe(1);
    },
  );
});

describe("another transport, set while mail is queued", () => {
  it("takes over what was not sent: nothing is lost and nothing comes twice", async () => {
    const tickets = await Promise.all(Array.from({ length: 8 }, aTicket));
    for (const { ticketId } of tickets) await replyToTicket(system, { ticketId, html: "<p>Hello</p>" });
    const slow = await startHostileSink({ delayMs: 300 });
    const other = await startSmtpSink();
    await updateModule(system, "smtp", { settings: { url: slow.url } });
    const sending = deliverDue();
    await expect.poll(() => slow.total()).toBeGreaterThan(0);
    await updateModule(system, "smtp", { settings: { url: other.url } });
    await makeDue();
    await deliverDue();
    await sending;
    await makeDue();
    await deliverDue();
    const sums = tickets.map(
      ({ requester }) =>
        (slow.received.get(requester) ?? 0) + other.mails.filter((mail) => mail.to[0] === requester).length,
    );
    expect(sums).toEqual(tickets.map(() => 1));
    await updateModule(system, "smtp", { settings: { url: sink.url } });
    closeActiveTransport();
    await Promise.all([slow.close(), other.close()]);
  });
});

describe("a return path per copy", () => {
  it("is the envelope's sender over SMTP when the setting says so, and the support address else", async () => {
    const server = await startSmtpSink();
    await updateModule(system, "smtp", { settings: { url: server.url } });
    const first = await aReply();
    await deliverDue();
    await updateModule(system, "email", { settings: { return_path: "plus" } });
    const second = await aReply();
    await deliverDue();
    const senderTo = (address: string) => server.mails.find((mail) => mail.to[0] === address)?.from ?? "";
    expect(senderTo(first.requester)).toBe("support@example.com");
    expect(deliveryOfReturnPath(senderTo(second.requester))).toBe((await second.copy()).id);
    closeActiveTransport();
    await server.close();
  });
});

describe("a claim that ran out", () => {
  it("is not taken over once its worker has noted the hand-off after all", async () => {
    await updateModule(system, "smtp", { settings: { url: sink.url } });
    const { copy } = await aReply();
    await claimDeliveries(10, { wholeMessages: false });
    const id = (await copy()).id;
    const leaseOwner = (await copy()).leaseOwner ?? "";
    await database()
      .update(emailDeliveries)
      .set({ leaseUntil: new Date(0), handedOffAt: new Date() })
      .where(eq(emailDeliveries.id, id));
    const settled = await settleDeliveries({
      ...{ deliveryIds: [id], leaseOwner, status: "queued", source: "portal", detail: "gone" },
      ifGone: { wasHandedOff: false },
    });
    expect(settled).toBe(0);
    expect((await copy()).status).toBe("sending");
  });
});
