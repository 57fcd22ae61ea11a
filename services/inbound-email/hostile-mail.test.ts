import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { parseMail, UnreadableMailError } from "./parse-mail";
import { mailOf, take } from "./testing/inbound";

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
