import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSmtpSink } from "@/e2e/support/smtp-sink";
import { smtpTransport } from "@/services/email-delivery/transports/smtp";
import { fixtureMails, trackingOptions } from "../testing/tracking-options";
import { injectTracking } from "./inject-tracking";
import { restoreTrackedHtml } from "./restore-tracked-html";

/** The HTML part of a mail as it came over the wire, decoded by hand: no library that might tidy it up. */
function htmlPartOf(source: Buffer): { encoding: string; html: string } {
  const message = source.toString("latin1");
  const part = message.slice(message.search(/^content-type: text\/html/im));
  const bodyStart = part.indexOf("\r\n\r\n") + 4;
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(part)?.[1] ?? "";
  const encoded = part.slice(bodyStart, part.indexOf("\r\n------", bodyStart));
  const decoded = encoded
    .replace(/=\r\n/g, "")
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { encoding, html: Buffer.from(decoded, "latin1").toString("utf8") };
}

const withoutCr = (text: string) => text.replace(/\r\n?/g, "\n");

let sink: Awaited<ReturnType<typeof startSmtpSink>>;
let transport: ReturnType<typeof smtpTransport>;
beforeAll(async () => {
  sink = await startSmtpSink();
  transport = smtpTransport("smtp", sink.url);
});
afterAll(async () => {
  transport.close();
  await sink.close();
});

describe("a tracked mail, as it was mailed", () => {
  it.each(fixtureMails())(
    "%s arrives byte for byte, but for the kind of line ends",
    async (_name, original) => {
      const tracked = injectTracking(withoutCr(original), trackingOptions);
      const ann = { email: "ann@example.com", name: "Ann", role: "to" as const };
      sink.clear();
      const outcome = await transport.send(
        {
          idempotencyKey: "bytes",
          messageId: "bytes@example.com",
          from: { name: "Support", email: "support@example.com" },
          replyTo: null,
          inReplyTo: null,
          references: [],
          headers: {},
          subject: "Bytes",
          date: new Date("2026-11-24T10:00:00Z"),
          html: tracked.html,
          text: "Hello",
          recipients: [ann],
          visible: { to: [ann], cc: [] },
          returnPath: null,
          attachments: [],
        },
        async () => {},
      );
      expect(outcome).toMatchObject({ kind: "accepted" });
      const { encoding, html } = htmlPartOf(sink.mails[0]?.source ?? Buffer.alloc(0));
      expect(encoding).toBe("quoted-printable");
      const arrived = withoutCr(html).slice(0, tracked.html.length);
      expect(arrived === tracked.html).toBe(true);
      expect(restoreTrackedHtml({ ...tracked, html: arrived }) === withoutCr(original)).toBe(true);
    },
  );
});
