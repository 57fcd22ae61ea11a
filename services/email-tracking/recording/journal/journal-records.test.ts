import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trackingEvent } from "../../testing/tracking-event";
import type { TrackingEvent } from "../tracking-event";
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
/** Up to where something is written: a record never ends with a zero, and room is nothing but zeros. */
const writtenLength = (file: Buffer) => file.toString("latin1").replace(/\0+$/, "").length;
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

  it("gives back whatever an event says, in whatever company", () => {
    const text = fc.option(fc.string({ unit: "binary" }), { nil: null });
    const event = fc.record<TrackingEvent>({
      trackingId: fc.string(),
      eventType: fc.constantFrom("open", "click"),
      occurredAt: fc.integer({ min: 0 }),
      url: text,
      linkPosition: fc.option(fc.nat(), { nil: null }),
      userAgent: text,
      ipAddress: text,
      referrer: text,
      visitClass: fc.constantFrom("human", "proxy", "prefetch", "scanner", "self"),
      visitReason: fc.constantFrom("", "opened by a person", "__proto__", "constructor"),
      client: text,
      os: text,
      device: text,
      country: text,
      onlyConsented: fc.boolean(),
      forward: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(decodeGroup(recordOf({ id: "a", events }))).toEqual({ id: "a", events });
      }),
    );
  });

  it("reads what earlier versions wrote: each event by itself, and times as text", () => {
    const { id, events } = group("a", 2);
    const [first, second] = events;
    const written = [{ ...first, occurredAt: new Date(1_700_000_000_000).toISOString() }, second];
    const payload = Buffer.from(JSON.stringify({ group: { id, events: written } }));
    const header = Buffer.from("MPJ1\0\0\0\0\0\0\0\0");
    header.writeUInt32LE(payload.length, 4);
    header.writeUInt32LE(crc32(payload), 8);
    const file = Buffer.concat([header, payload, recordOf(group("b"))]);
    expect(decodeJournal(file)).toEqual({ groups: [{ id, events }, group("b")], damagedBytes: 0 });
  });

  it("cut anywhere, with room behind it or without, gives every record that was whole and tells how much was torn", () => {
    const records = ["a", "b", "c"].map((id) => recordOf(group(id)));
    const file = Buffer.concat(records);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length }), fc.nat(5_000), (length, room) => {
        const whole = records.filter(
          (_, index) => Buffer.concat(records.slice(0, index + 1)).length <= length,
        );
        const torn = file.subarray(0, length);
        const damagedBytes = writtenLength(torn) - Buffer.concat(whole).length;
        for (const end of [Buffer.alloc(0), Buffer.alloc(room)]) {
          const decoded = decodeJournal(Buffer.concat([torn, end]));
          expect(ids(decoded)).toEqual(["a", "b", "c"].slice(0, whole.length));
          expect(decoded.damagedBytes).toBe(damagedBytes);
        }
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
          expect(decodeJournal(file)).toEqual({ groups: [], damagedBytes: writtenLength(file) });
        },
      ),
    );
  });
});
