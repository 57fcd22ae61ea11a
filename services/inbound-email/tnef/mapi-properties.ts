/** Sizes of values that are as they are, in bytes, padded to four (MS-OXCDATA, 2.11.1). */
const fixedSizes: Record<number, number> = {
  ...{ 2: 4, 3: 4, 4: 4, 10: 4, 11: 4 },
  ...{ 5: 8, 6: 8, 7: 8, 20: 8, 64: 8, 72: 16 },
};
const unicode = 0x1f;
/** Text in some code page, UTF-16, an object, bytes: how many, then each with its length. */
const variable = new Set([0x1e, unicode, 0x0d, 0x102]);
const several = 0x1000;
const firstNamed = 0x8000;

/**
 * A list of properties as TNEF has it (MS-OXTNEF, 2.1.3.4), by their ids; of each its first value. UTF-16 is decoded, all
 * else is left as bytes.
 * @throws {RangeError} when it is torn, or has a type that is not known
 */
export function readProperties(bytes: Buffer): Map<number, Buffer | string> {
  const found = new Map<number, Buffer | string>();
  let at = 4;
  for (let left = bytes.readUInt32LE(0); left > 0; left--) {
    const kind = bytes.readUInt16LE(at);
    const id = bytes.readUInt16LE(at + 2);
    at += 4;
    if (id >= firstNamed) at = endOfName(bytes, at);
    const type = kind & ~several;
    const isVariable = variable.has(type);
    let values = 1;
    if (isVariable || (kind & several) !== 0) {
      values = bytes.readUInt32LE(at);
      at += 4;
    }
    for (let value = 0; value < values; value++) {
      const length = isVariable ? bytes.readUInt32LE(at) : fixedSizes[type];
      if (length === undefined) throw new RangeError(`unknown type ${kind}`);
      if (isVariable) at += 4;
      const end = at + padded(length);
      if (end > bytes.length) throw new RangeError("torn");
      const content = bytes.subarray(at, at + length);
      if (value === 0) found.set(id, type === unicode ? content.toString("utf16le") : content);
      at = end;
    }
  }
  return found;
}

/** A property that is known by a name: its set, and a number or a text (MS-OXTNEF, 2.1.3.4). */
function endOfName(bytes: Buffer, at: number): number {
  const isNumber = bytes.readUInt32LE(at + 16) === 0;
  return isNumber ? at + 24 : at + 24 + padded(bytes.readUInt32LE(at + 20));
}

const padded = (length: number) => Math.ceil(length / 4) * 4;
