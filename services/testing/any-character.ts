import fc from "fast-check";

/**
 * Any code point but half surrogate pairs, as fast-check's unit "binary" has them; that one spends most of a second in
 * each process on a table of the million of them, which no generated text needs.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));
