import { and, desc, eq, like, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { contacts } from "@/db/schema/tickets";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";

const listed = {
  id: contacts.id,
  email: contacts.email,
  name: contacts.name,
  trackingConsent: contacts.trackingConsent,
  consentSource: contacts.consentSource,
  consentAt: contacts.consentAt,
  createdAt: contacts.createdAt,
};

export type ContactFilter = {
  /** The whole address, in any letter case. */
  email?: string;
  /** Part of the address or the name. */
  query?: string;
  /** 1 to 100; 25 unless told. */
  limit?: number;
  cursor?: string;
};

/**
 * Contacts, the newest first.
 * @throws {InvalidInputError} when the cursor is not one of this list's.
 */
export async function listContacts({ email, query, cursor, ...filter }: ContactFilter) {
  const limit = Math.min(Math.max(filter.limit ?? 25, 1), 100);
  const [before] = cursor ? decodeCursor(cursor, ["id"]) : [];
  const part = query?.trim()
    ? `%${query
        .trim()
        .toLowerCase()
        .replace(/[\\%_]/g, "\\$&")}%`
    : null;
  const rows = await database()
    .select(listed)
    .from(contacts)
    .where(
      and(
        email === undefined ? undefined : eq(contacts.email, email.trim().toLowerCase()),
        part === null ? undefined : or(like(contacts.email, part), like(sql`LOWER(${contacts.name})`, part)),
        before === undefined ? undefined : lt(contacts.id, Number(before)),
      ),
    )
    .orderBy(desc(contacts.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { contacts: page, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

export type ListedContact = Awaited<ReturnType<typeof listContacts>>["contacts"][number];
