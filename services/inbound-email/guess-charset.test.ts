import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { decodeGuessed } from "./guess-charset";
import { parseMail } from "./parse-mail";

// Attachments, of which there are none here, would be kept below its data folder.
useTestDatabase();

const western = Buffer.from("Gr\xfc\xdfe \x80 5 \x93ok\x94", "latin1");
const japanese = Buffer.from("\x1b$B$3$s$K$A$O\x1b(B", "latin1");

async function read(contentType: string | null, body: Buffer, subject: Buffer | string = "Hello") {
  const head = Buffer.concat([
    Buffer.from("From: Ann <ann@example.org>\r\nSubject: "),
    Buffer.from(subject as string),
    Buffer.from(contentType === null ? "\r\n\r\n" : `\r\nContent-Type: ${contentType}\r\n\r\n`),
  ]);
  const { text, html, subject: shown } = await parseMail(Readable.from([Buffer.concat([head, body])]));
  return { text: text ?? html, subject: shown };
}

describe("text of a mail that does not say what it is written in, or says what is not so", () => {
  const types = [
    null,
    "text/plain",
    "text/plain; charset=us-ascii",
    "text/plain; charset=utf-8",
    "text/html; charset=x-nobody-knows",
    "text/plain; charset=unknown-8bit; format=flowed",
  ];
  it.each(types)("is read as what it can be: %s", async (type) => {
    expect((await read(type, Buffer.from("Grüße, 日本 €"))).text).toBe("Grüße, 日本 €");
    expect((await read(type, western)).text).toBe("Grüße € 5 “ok”");
    expect((await read(type, japanese)).text).toBe("こんにちは");
  });

  it("is what a page says of itself, where the header says nothing", async () => {
    const page = (label: string, text: number[]) =>
      Buffer.concat([Buffer.from(`<html><head><META CHARSET='${label}'></head>`), Buffer.from(text)]);
    expect((await read("text/html", page("windows-1251", [0xcf, 0xf0, 0xe8]))).text).toContain("При");
    expect((await read("text/html", page("utf-8", [0xfc]))).text).toContain("ü");
    expect((await read("text/html", page("nobody-knows", [0xfc]))).text).toContain("ü");
    expect((await read("text/html", page("windows-1251", [...Buffer.from("При")]))).text).toContain("При");
  });

  it("is left to what it says when that is known", async () => {
    expect((await read("text/plain; charset=iso-8859-5", Buffer.from([0xbf, 0xe0, 0xd8]))).text).toBe("При");
  });

  it("is read alike in a subject that is not encoded", async () => {
    expect((await read(null, western, western)).subject).toBe("Grüße € 5 “ok”");
    expect((await read(null, western, japanese)).subject).toBe("こんにちは");
    expect((await read(null, western, "Grüße")).subject).toBe("Grüße");
    expect((await read(null, western, "=?iso-8859-1?Q?Gr=FC=DFe?=")).subject).toBe("Grüße");
  });

  it("never has a replacement character, and UTF-8 stays what it was", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = decodeGuessed(Buffer.from(bytes));
        const isJapanese = Buffer.from(bytes).toString("latin1").includes("\x1b");
        return isJapanese || !text.includes("\ufffd") || Buffer.from(bytes).includes("\ufffd");
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\ufeff") && !text.includes("\x1b")),
        (text) => decodeGuessed(Buffer.from(text)) === text,
      ),
    );
  });
});
