import { decodeGuessed } from "../guess-charset";
import { readProperties } from "./mapi-properties";

/** A file within a `winmail.dat`. */
export type TnefFile = { filename: string; content: Buffer; contentId: string | null };

const signature = 0x223e9f78;
const levelOfAttachments = 2;
/** As many as a mail may have parts: the parser's own limit. */
const mostFiles = 1000;
/** The attributes that matter, by type and id (MS-OXTNEF, 2.1.3). */
const attribute = {
  beginsAttachment: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  attachmentProperties: 0x00069005,
} as const;
/** Of an attachment (MS-OXPROPS). */
const property = { longFilename: 0x3707, contentId: 0x3712, embedded: 0x3701 } as const;

/**
 * The files that Outlook packed into a part of the type `application/ms-tnef` (MS-OXTNEF): other programs show one file,
 * `winmail.dat`, that nobody can open.
 * @returns null when it is none, is torn, holds what would be lost, such as a whole message, or more files than anybody
 * packs.
 */
export function readTnef(bytes: Buffer): TnefFile[] | null {
  try {
    return readAttachments(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null; // It ends before what it says it holds.
    throw error;
  }
}

type Packed = {
  title: string | null;
  data: Buffer | null;
  longName: string | null;
  contentId: string | null;
};

function readAttachments(bytes: Buffer): TnefFile[] | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  const packed: Packed[] = [];
  let at = 6;
  while (at < bytes.length) {
    const level = bytes.readUInt8(at);
    const id = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const end = at + 9 + length;
    // A checksum of two bytes follows.
    if (end + 2 > bytes.length) throw new RangeError("torn");
    const value = bytes.subarray(at + 9, end);
    at = end + 2;
    if (level !== levelOfAttachments) continue;
    if (id === attribute.beginsAttachment) {
      if (packed.length === mostFiles) return null;
      packed.push({ title: null, data: null, longName: null, contentId: null });
    }
    const last = packed.at(-1);
    if (!last) continue;
    if (id === attribute.title) last.title = withoutEnd(decodeGuessed(value));
    if (id === attribute.data) last.data = value;
    if (id === attribute.attachmentProperties) {
      const properties = readProperties(value);
      if (properties.has(property.embedded)) return null;
      last.longName = textOf(properties.get(property.longFilename));
      last.contentId = textOf(properties.get(property.contentId));
    }
  }
  return packed.flatMap(({ title, data, longName, contentId }) =>
    data ? [{ filename: longName || title || "attachment", content: data, contentId }] : [],
  );
}

function textOf(value: Buffer | string | undefined): string | null {
  if (value === undefined) return null;
  return withoutEnd(typeof value === "string" ? value : decodeGuessed(value)) || null;
}

/** Texts end with a null character, and sometimes with more after it. */
const withoutEnd = (text: string) => text.split("\0", 1)[0] ?? "";
