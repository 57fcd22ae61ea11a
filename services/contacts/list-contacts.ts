import { and, desc, eq, like, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { contacts } from "@/db/schema/tickets";
import { likeContaining } from "@/services/like-containing";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";
import { withAsciiDomain } from "./normalize-address";

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
  const asked = query?.trim().toLowerCase();
  const rows = await database()
    .select(listed)
    .from(contacts)
    .where(
      and(
        email === undefined ? undefined : eq(contacts.email, withAsciiDomain(email.trim().toLowerCase())),
        asked
          ? or(
              like(contacts.email, likeContaining(asAddress(asked))),
              like(sql`LOWER(${contacts.name})`, likeContaining(asked)),
            )
          : undefined,
        before === undefined ? undefined : lt(contacts.id, Number(before)),
      ),
    )
    .orderBy(desc(contacts.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { contacts: page, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** A part of an address as addresses are kept. Digits alone would become an IP address. */
function asAddress(part: string): string {
  return /^[\x20-\x7e]*$/.test(part) ? part : withAsciiDomain(part) || part;
}

export type ListedContact = Awaited<ReturnType<typeof listContacts>>["contacts"][number];
