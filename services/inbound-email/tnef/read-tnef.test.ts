import fc from "fast-check";
import { expect, it } from "vitest";
import { corpusMail } from "../testing/corpus";
import { readTnef } from "./read-tnef";

/** The `winmail.dat` of the corpus. */
function winmail(): Buffer {
  const [, , part = ""] = corpusMail("winmail-tnef").toString("latin1").split("--tnef\r\n");
  return Buffer.from(part.split("\r\n\r\n")[1] ?? "", "base64");
}

it("the files within are read whole, under their long names", () => {
  const [costs, screenshot, ...others] = readTnef(winmail()) ?? [];
  expect(others).toEqual([]);
  expect(costs).toMatchObject({ filename: "Kosten für März 2026 – endgültig.pdf", contentId: null });
  expect(costs?.content.toString()).toBe("%PDF-1.4 costs");
  expect(screenshot).toMatchObject({ filename: "Screenshot.png", contentId: "image001@corpus" });
  expect(screenshot?.content.subarray(1, 4).toString()).toBe("PNG");
});

it("what is torn is left as it is, wherever it ends", () => {
  const whole = winmail();
  const files = readTnef(whole)?.length ?? 0;
  for (let end = 0; end < whole.length; end++) {
    const read = readTnef(whole.subarray(0, end));
    // Where an attribute ends, it is whole as far as it goes.
    expect(read === null || read.length <= files).toBe(true);
  }
  expect(readTnef(whole.subarray(0, whole.length - 1))).toBeNull();
  expect(readTnef(Buffer.from("PK\x03\x04 no such thing"))).toBeNull();
});

it("no bytes make it fail, or take long", () => {
  const whole = winmail();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 8 }), (at, bytes) => {
      const changed = Buffer.from(whole);
      changed.set(bytes.subarray(0, whole.length - at), at);
      readTnef(changed);
    }),
    { numRuns: 2000 },
  );
  const claimsMuch = Buffer.concat([whole.subarray(0, 6), Buffer.alloc(64, 0xff)]);
  expect(readTnef(claimsMuch)).toBeNull();
});
