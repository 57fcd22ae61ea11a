import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { mailboxesIn } from "./mailboxes";
import { type ParsedMail, parseMail, UnreadableMailError } from "./parse-mail";
import { plainBounce } from "./plain-bounce";
import { splitQuoted } from "./quoted-text/split-quoted";
import { readReport } from "./read-report";
import { mailOf, newestMessage, take } from "./testing/inbound";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });

/** A mail of a text and files. */
function mailWithParts(parts: string[]): string {
  return mailOf({
    headers: ["Content-Type: multipart/mixed; boundary=b"],
    body: `${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--`,
  }).replace("Content-Type: text/plain; charset=utf-8\r\n", "");
}

const file = (n: number, header = "", content = "") =>
  `Content-Type: application/pdf; name=${n}.pdf\r\nContent-Disposition: attachment\r\n${header}\r\n${n}${content}`;

describe("a mail that the parser gives up in the middle of a file comes to an end", () => {
  // Where it is in its stream then depends on how long the parts are.
  it.each([0, 100])("with more parts than anybody's mail, of %i bytes", async (size) => {
    const row = await take(
      mailWithParts(Array.from({ length: 2000 }, (_, n) => file(n, "", "x".repeat(size)))),
    );
    expect(row).toMatchObject({
      ...{ status: "failed", leaseUntil: null, attempts: 1 },
      detail: expect.stringContaining("damaged"),
    });
  });

  it("with a part whose headers never end", async () => {
    const row = await take(mailWithParts([file(1), file(2, `X-Long: ${"x".repeat(2_000_000)}\r\n`)]));
    expect(row).toMatchObject({ status: "failed", leaseUntil: null, attempts: 1 });
  });

  it("and so does one whose bytes the disk stops giving", async () => {
    const bytes = Buffer.from(mailWithParts([file(1, "", "x".repeat(500_000))]));
    async function* failing() {
      yield bytes.subarray(0, 300_000);
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
    }
    const reading = parseMail(Readable.from(failing()));
    await expect(reading).rejects.toMatchObject({ code: "EIO" });
    await expect(reading).rejects.not.toBeInstanceOf(UnreadableMailError);
  });
});

/** A `winmail.dat` with so many files. */
function winmail(files: number): Buffer {
  const part = (id: number, data: Buffer) => {
    const head = Buffer.alloc(9);
    head.writeUInt8(2, 0);
    head.writeUInt32LE(id, 1);
    head.writeUInt32LE(data.length, 5);
    return Buffer.concat([head, data, Buffer.alloc(2)]);
  };
  const packed = Array.from({ length: files }, (_, n) =>
    Buffer.concat([part(0x00069002, Buffer.alloc(14)), part(0x0006800f, Buffer.from(`file ${n}`))]),
  );
  return Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0, 0]), ...packed]);
}

it("a winmail.dat with more files than anybody packs stays one file", async () => {
  const content = winmail(25_000).toString("base64").replace(/.{76}/g, "$&\r\n");
  const type = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64";
  const row = await take(
    mailWithParts(["Content-Type: text/plain\r\n\r\nHello", `${type}\r\n\r\n${content}`]),
  );
  expect([row.status, row.attempts]).toEqual(["ticketed", 1]);
  const { id } = await newestMessage();
  const files = (await attachmentsOfReply([id])).get(id) ?? [];
  expect(files.map(({ filename }) => filename)).toEqual(["winmail.dat"]);
});

/** Milliseconds: nothing else of the process runs meanwhile. What is quadratic takes a minute and more. */
function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe("a mail that is made to be slow to read holds the process up for no time", () => {
  const size = 256 * 1024;
  const nothing = { messageIds: [], senders: [] };
  const mail: ParsedMail = {
    ...{ headers: [], contentType: "multipart/report", subject: "Failed", html: null, text: null },
    ...{ from: null, replyTo: null, to: [], cc: [], files: [] },
  };

  it.each([
    ["one long word", `Delivery has failed to these recipients:\n${"a".repeat(size)}`],
    [
      "a recipient of at signs",
      `This message was created automatically by mail delivery software\n  ${"@".repeat(size)}:`,
    ],
    ["a qmail recipient of at signs", `Hi. This is the \n<${"@".repeat(size)}`],
    ["a long rule", `Hi. This is the \n${"-".repeat(size)}`],
    ["many empty lines", `Hi. This is the \n<a@b.example>:\na${" \n\t".repeat(size / 3)}`],
  ])("a bounce with %s", (_name, text) => {
    expect(timeOf(() => plainBounce({ ...mail, text }, nothing))).toBeLessThan(2000);
  });

  it.each([
    ["message/delivery-status", `A: b\n\nFinal-Recipient: rfc822; a@b${">".repeat(size)}a\nAction: failed\n`],
    ["message/feedback-report", `Original-Rcpt-To: a@b${">".repeat(size)}a\n`],
    ["text/rfc822-headers", `From: ${"a".repeat(size)}\n`],
  ])("a report with a long %s", (contentType, reportText) => {
    const stored = { contentHash: "", size, rasterType: null };
    const files = [{ stored, filename: "x", contentType, contentId: null, reportText }];
    expect(timeOf(() => readReport({ ...mail, files }, ""))).toBeLessThan(2000);
  });

  it.each(["'", '"', ">", "<", "(", ",", ";", ":", "@", "a ", "a@b.cc,"])("an address of many %j", (part) => {
    const many = part.repeat(size / part.length);
    const values = [`a${many}a <x@y.example>`, `<a@b${many}a>`, many];
    for (const value of values) expect(timeOf(() => mailboxesIn([value]))).toBeLessThan(2000);
  });

  it.each([
    ["elements within elements", "<b>".repeat(600_000)],
    ["elements nobody knows within each other", "<x>y".repeat(450_000)],
    ["quotes within quotes", "<blockquote>x".repeat(2000)],
    ["brackets that never close", "<".repeat(2_100_000)],
  ])("HTML of %s, which is a message with all of it in a file", async (name, html) => {
    const started = performance.now();
    const row = await take(
      mailOf({ subject: name, body: `Help me, please.${html}` }).replace("text/plain", "text/html"),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(row.status).toBe("ticketed");
    const message = await newestMessage();
    expect(message.bodyText).toContain("Help me, please.");
    const files = (await attachmentsOfReply([message.id])).get(message.id) ?? [];
    expect(files.map(({ filename }) => filename)).toEqual(["message.html"]);
  });

  it("a long text within many quotes", () => {
    const html = `${"<blockquote>".repeat(200)}${"<p>word</p>".repeat(50_000)}`;
    expect(timeOf(() => splitQuoted({ html, text: null, subject: "Fwd: x" }))).toBeLessThan(5000);
  });

  it("an HTML mail that is nested as deeply as long conversations are is shown as it is", async () => {
    const html = `${'<div><div dir="ltr">Yes<br></div><blockquote type="cite">'.repeat(80)}No`;
    const { quotedHtml, bodyText } = splitQuoted({ html, text: null, subject: "Re: x" });
    expect([bodyText, quotedHtml]).toEqual(["Yes", expect.stringContaining("No")]);
  });
});
