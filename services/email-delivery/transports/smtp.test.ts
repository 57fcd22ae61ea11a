import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { smtpTransport } from "./smtp";
import type { OutgoingMail, Transport } from "./transport";

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
let transport: Transport;
beforeAll(async () => {
  sink = await startSmtpSink();
  transport = smtpTransport("smtp", sink.url);
});
beforeEach(() => sink.clear());
afterAll(async () => {
  transport.close();
  await sink.close();
});

const ann = { email: "ann@example.com", name: "Ann", role: "to" as const };
const mail: OutgoingMail = {
  idempotencyKey: "delivery-1",
  from: { name: "Ben", email: "support@example.com" },
  returnPath: null,
  replyTo: null,
  subject: "Hello",
  messageId: "1@example.com",
  inReplyTo: null,
  references: [],
  headers: {},
  date: new Date("2026-11-24T10:00:00Z"),
  html: "<p>Hello</p>",
  text: "Hello",
  recipients: [ann],
  visible: { to: [ann], cc: [] },
  attachments: [],
};

const noted = async () => {};

describe("the SMTP transport", () => {
  it("sends names that need quoting or encoding, and no line break of theirs", async () => {
    const from = { name: 'Zoë "Z" O’Neil, Support\r\nBcc: x@example.com', email: "support@example.com" };
    expect(await transport.send({ ...mail, from }, noted)).toMatchObject({ kind: "accepted" });
    expect(sink.mails[0]?.mail.from?.value[0]?.name).toContain('Zoë "Z" O’Neil, Support');
    expect(sink.mails[0]?.mail.bcc).toBeUndefined();
    expect(sink.mails[0]?.to).toEqual(["ann@example.com"]);
  });

  it("keeps HTML as it is: trailing blanks, dots at the start of a line, text beyond ASCII", async () => {
    const html = "<pre>one  \r\n.\r\n..two\t\r\n</pre><p>ünï 😀 = %3D</p>";
    await transport.send({ ...mail, html }, noted);
    expect(sink.mails[0]?.mail.html).toBe(html.replace(/\r\n/g, "\n"));
  });

  it("sends the same bytes when it is given the same mail", async () => {
    await transport.send(mail, noted);
    await transport.send(mail, noted);
    expect(sink.attempts[0]?.source.equals(sink.attempts[1]?.source ?? Buffer.alloc(0))).toBe(true);
  });

  it("knows a mail that nobody took: no server, or one that hangs up before the mail", async () => {
    const closed = smtpTransport("smtp", "smtp://127.0.0.1:1");
    expect(await closed.send(mail, noted)).toMatchObject({ kind: "temporary" });
    closed.close();

    const rude = createServer((socket: Socket) => socket.end("220 hello\r\n"));
    await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
    const address = rude.address();
    const port = address && typeof address === "object" ? address.port : 0;
    const unlucky = smtpTransport("smtp", `smtp://127.0.0.1:${port}`);
    expect(await unlucky.send(mail, noted)).toMatchObject({ kind: "temporary" });
    unlucky.close();
    rude.close();
  });

  it("tells a refusal for now from one for good, and from an answer that never came", async () => {
    sink.refuse("ann@example.com", { code: 452, message: "Too busy", times: 1 });
    expect(await transport.send(mail, noted)).toMatchObject({ kind: "temporary" });
    sink.refuse("ann@example.com", { code: 554, message: "Spam", at: "data", times: 1 });
    expect(await transport.send(mail, noted)).toEqual({
      kind: "permanent",
      detail: "554 Spam",
      failure: "rejected",
    });
    sink.breakAfterData("ann@example.com");
    expect(await transport.send(mail, noted)).toMatchObject({ kind: "unknown" });
    sink.accept("ann@example.com");
    expect(await transport.send(mail, noted)).toMatchObject({ kind: "accepted" });
  });
});
