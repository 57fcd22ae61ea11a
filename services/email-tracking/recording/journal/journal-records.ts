import { crc32 } from "node:zlib";
import type { TrackingEvent } from "../tracking-event";
import { readEvents, type WrittenEvents, writtenEvents } from "./written-events";

/** A group of events under the name that its transaction will carry. */
export type JournalledGroup = { id: string; events: readonly TrackingEvent[] };

/** A group as the journal keeps it and as it travels to who commits it: its events are put into bytes once. */
export type EncodedGroup = { id: string; events: number; record: Buffer };

/** What a journal says: that a group is to be written, or that it is written. */
type JournalRecord = { group: WrittenGroup } | { settled: string };
/** Earlier versions wrote the events themselves, and first of all their times as text (ISO 8601). */
type WrittenGroup = { id: string } & (WrittenEvents | { events: readonly TrackingEvent[] });

/** A record: these four bytes, the payload's length, its CRC-32 (both 32 bits, little endian), the payload (JSON). */
const magic = Buffer.from("MPJ1", "latin1");
const headerBytes = 12;
const headerRoom = " ".repeat(headerBytes);
/** No group comes near it: a length beyond it is damage. */
const longestPayload = 64 * 1024 * 1024;

export function encodeGroup(group: JournalledGroup): EncodedGroup {
  const { id, events } = group;
  return { id, events: events.length, record: encode({ group: { id, ...writtenEvents(events) } }) };
}

export function encodeSettled(groupId: string): Buffer {
  return encode({ settled: groupId });
}

function encode(record: JournalRecord): Buffer {
  // Room for the header is made in the text: the payload is not copied once more.
  const bytes = Buffer.from(`${headerRoom}${JSON.stringify(record)}`, "utf8");
  const payload = bytes.subarray(headerBytes);
  magic.copy(bytes);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.writeUInt32LE(crc32(payload), 8);
  return bytes;
}

/** Where a group stands in its file, and how many events it has. */
export type GroupPlace = { id: string; events: number; offset: number; length: number };

/**
 * Looks through a journal file. A torn end (the process or the machine died while it was written) and damaged places are
 * left out; what follows a damaged place is found again by the next record's first bytes. Zeros at the end are room that
 * nothing was written to.
 * @returns where the groups stand that are not settled yet, in order, where the last thing ends, and how many bytes could
 *   not be read.
 */
export function scanJournal(file: Buffer): { groups: GroupPlace[]; end: number; damagedBytes: number } {
  const bytes = withoutRoom(file);
  const groups = new Map<string, GroupPlace>();
  let damagedBytes = 0;
  for (let offset = 0; offset < bytes.length; ) {
    const found = recordAt(bytes, offset);
    if (!found) {
      const next = bytes.indexOf(magic, offset + 1);
      const end = next < 0 ? bytes.length : next;
      damagedBytes += end - offset;
      offset = end;
      continue;
    }
    const { record, end } = found;
    if ("group" in record) {
      const { id } = record.group;
      const events = "rows" in record.group ? record.group.rows.length : record.group.events.length;
      groups.set(id, { id, events, offset, length: end - offset });
    } else groups.delete(record.settled);
    offset = end;
  }
  return { groups: [...groups.values()], end: bytes.length, damagedBytes };
}

/** No record ends with a zero: its last byte closes a JSON object. */
function withoutRoom(file: Buffer): Buffer {
  let end = file.length;
  while (end > 0 && file[end - 1] === 0) end--;
  return file.subarray(0, end);
}

/** The group that a record holds; null when its bytes are not what was written. */
export function decodeGroup(bytes: Buffer): JournalledGroup | null {
  const record = recordAt(bytes, 0)?.record;
  return record && "group" in record ? { id: record.group.id, events: eventsOf(record.group) } : null;
}

/** Whether these bytes are one record as it was written. */
export function isWhole(record: Buffer): boolean {
  return payloadAt(record, 0)?.length === record.length - headerBytes;
}

function recordAt(bytes: Buffer, offset: number): { record: JournalRecord; end: number } | null {
  const payload = payloadAt(bytes, offset);
  if (!payload) return null;
  return {
    // What the checksum vouches for is what we wrote.
    record: JSON.parse(payload.toString("utf8")) as JournalRecord,
    end: offset + headerBytes + payload.length,
  };
}

/** The payload of the record that stands there; null when there is none, or not all of it. */
function payloadAt(bytes: Buffer, offset: number): Buffer | null {
  if (offset + headerBytes > bytes.length) return null;
  if (bytes.compare(magic, 0, magic.length, offset, offset + magic.length) !== 0) return null;
  const length = bytes.readUInt32LE(offset + 4);
  const end = offset + headerBytes + length;
  if (length === 0 || length > longestPayload || end > bytes.length) return null;
  const payload = bytes.subarray(offset + headerBytes, end);
  return crc32(payload) === bytes.readUInt32LE(offset + 8) ? payload : null;
}

function eventsOf(group: WrittenGroup): readonly TrackingEvent[] {
  if ("rows" in group) return readEvents(group);
  return group.events.map((event) => {
    const occurredAt: number | string = event.occurredAt;
    return typeof occurredAt === "string" ? { ...event, occurredAt: Date.parse(occurredAt) } : event;
  });
}
