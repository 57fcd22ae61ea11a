import fc from "fast-check";
import MailComposer from "nodemailer/lib/mail-composer";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { composeAtOnce } from "./compose-at-once";
import { smtpMessage } from "./smtp-message";
import type { OutgoingMail } from "./transport";

const ann = { email: "ann@example.com", name: "Ann", role: "to" as const };
const mail: OutgoingMail = {
  ...{ idempotencyKey: "delivery-1", from: { name: "Ben", email: "support@example.com" }, returnPath: null },
  ...{
    replyTo: "support+1@example.com",
    subject: "Hello",
    messageId: "1@example.com",
    inReplyTo: "0@example.com",
  },
  ...{ references: ["0@example.com"], headers: { "Auto-Submitted": "auto-replied" }, attachments: [] },
  ...{ date: new Date("2026-11-24T10:00:00Z"), html: "<p>Hello</p>", text: "Hello", recipients: [ann] },
  visible: { to: [ann], cc: [{ email: "zoe@example.com", name: "Zoë Ünal", role: "cc" }] },
};
const composed = async (changes: Partial<OutgoingMail>) =>
  new MailComposer(await smtpMessage({ ...mail, ...changes })).compile();

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom(
        "\r\n",
        "\n",
        " \r\n",
        "\t\n",
        ".",
        "..\r\n",
        "=",
        "–",
        "😀",
        "日本語",
        "x".repeat(200),
      ),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("a mail that is composed at once", () => {
  it("is byte for byte what nodemailer streams, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (html, plain, subject) => {
        const changes = { html, text: plain, subject };
        const streamed = await (await composed(changes)).build();
        const atOnce = composeAtOnce(await composed(changes));
        expect(atOnce?.toString("latin1")).toBe(streamed.toString("latin1"));
      }),
      { numRuns: 100 },
    );
  });

  it("is left to the streams when it has no text, or files", async () => {
    const withFile = new MailComposer({
      ...(await smtpMessage(mail)),
      attachments: [{ raw: "Content-Type: text/plain\r\n\r\nfile" }],
    });
    expect(composeAtOnce(withFile.compile())).toBeNull();
  });
});
