import { describe, expect, it } from "vitest";
import { PIXEL_GIF } from "./pixel-gif";

/** Decodes the few codes that a one-pixel image can have: LZW with codes of three bits, least significant first. */
function lzwCodes(bytes: Uint8Array): number[] {
  const bits = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1));
  const codes: number[] = [];
  for (let at = 0; at + 3 <= bits.length && codes.at(-1) !== 5; at += 3) {
    codes.push((bits[at] ?? 0) | ((bits[at + 1] ?? 0) << 1) | ((bits[at + 2] ?? 0) << 2));
  }
  return codes;
}

describe("PIXEL_GIF", () => {
  const view = new DataView(PIXEL_GIF.buffer, PIXEL_GIF.byteOffset, PIXEL_GIF.byteLength);

  it("has exactly 43 bytes", () => {
    expect(PIXEL_GIF).toHaveLength(43);
  });

  it("is a GIF89a of one pixel with a table of two colours", () => {
    expect(Buffer.from(PIXEL_GIF.subarray(0, 6)).toString("latin1")).toBe("GIF89a");
    expect([view.getUint16(6, true), view.getUint16(8, true)]).toEqual([1, 1]);
    expect(view.getUint8(10) & 0b1000_0111).toBe(0b1000_0000);
  });

  it("makes the colour of its only pixel transparent", () => {
    expect([...PIXEL_GIF.subarray(19, 27)]).toEqual([0x21, 0xf9, 4, 1, 0, 0, 0, 0]);
    expect(PIXEL_GIF[27]).toBe(0x2c);
    expect([28, 30, 32, 34].map((at) => view.getUint16(at, true))).toEqual([0, 0, 1, 1]);
    expect([PIXEL_GIF[36], PIXEL_GIF[37], PIXEL_GIF[38], PIXEL_GIF[41], PIXEL_GIF[42]]).toEqual([
      0, 2, 2, 0, 0x3b,
    ]);
    // Clear the table, one pixel of colour 0, end of data.
    expect(lzwCodes(PIXEL_GIF.subarray(39, 41))).toEqual([4, 0, 5]);
  });
});
