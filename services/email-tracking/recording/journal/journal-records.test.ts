import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trackingEvent } from "../../testing/tracking-event";
import {
  decodeGroup,
  encodeGroup,
  encodeSettled,
  type JournalledGroup,
  scanJournal,
} from "./journal-records";

const group = (id: string, count = 1): JournalledGroup => ({
  id,
  events: Array.from({ length: count }, (_, index) =>
    trackingEvent(`${id}-${index}`, {
      userAgent: "MPJ1 \u{1f4e7} \0",
      occurredAt: 1_700_000_000_000 + index,
    }),
  ),
});
const recordOf = (events: JournalledGroup) => encodeGroup(events).record;
/** What is found in a file, and what is read from where it was found. */
function decodeJournal(file: Buffer) {
  const { groups, damagedBytes } = scanJournal(file);
  return {
    groups: groups.map(({ offset, length }) => decodeGroup(file.subarray(offset, offset + length))),
    damagedBytes,
  };
}
const ids = ({ groups }: ReturnType<typeof decodeJournal>) => groups.map((found) => found?.id);

describe("a journal file", () => {
  it("gives back the groups as they were written, times included, without the settled ones", () => {
    const file = Buffer.concat([
      recordOf(group("a", 3)),
      recordOf(group("b")),
      encodeSettled("a"),
      recordOf(group("c")),
    ]);
    expect(decodeJournal(file)).toEqual({ groups: [group("b"), group("c")], damagedBytes: 0 });
  });

  it("reads times as earlier versions wrote them, as text", () => {
    const { id, events } = group("a");
    const asText = events.map((event) => ({
      ...event,
      occurredAt: new Date(event.occurredAt).toISOString(),
    }));
    const { record } = encodeGroup({ id, events: asText } as unknown as JournalledGroup);
    expect(decodeGroup(record)).toEqual({ id, events });
  });

  it("cut anywhere, gives every record that was whole and tells how much was torn", () => {
    const records = ["a", "b", "c"].map((id) => recordOf(group(id)));
    const file = Buffer.concat(records);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length }), (length) => {
        const whole = records.filter(
          (_, index) => Buffer.concat(records.slice(0, index + 1)).length <= length,
        );
        const decoded = decodeJournal(file.subarray(0, length));
        expect(ids(decoded)).toEqual(["a", "b", "c"].slice(0, whole.length));
        expect(decoded.damagedBytes).toBe(length - Buffer.concat(whole).length);
      }),
    );
  });

  it("damaged anywhere, loses the damaged record and no other", () => {
    const file = Buffer.concat(["a", "b", "c"].map((id) => recordOf(group(id))));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: file.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const damaged = Buffer.from(file);
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          const decoded = decodeJournal(damaged);
          expect(decoded.groups).toHaveLength(2);
          for (const found of decoded.groups) expect(found).toEqual(group(found?.id ?? "none"));
          expect(decoded.damagedBytes).toBeGreaterThan(0);
        },
      ),
    );
  });

  it("whatever bytes it holds, reading it ends and does not throw", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from("MPJ1")))),
        (parts) => {
          const file = Buffer.concat(parts);
          expect(decodeJournal(file)).toEqual({ groups: [], damagedBytes: file.length });
        },
      ),
    );
  });
});
