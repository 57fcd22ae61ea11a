import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";

export type EventCopy = Pick<
  typeof emailDeliveries.$inferSelect,
  "id" | "email" | "role" | "providerRfcMessageId"
>;

/** All copies that left as this email of Resend's. */
export function copiesOfEmail(emailId: string): Promise<EventCopy[]> {
  return database()
    .select({
      id: emailDeliveries.id,
      email: emailDeliveries.email,
      role: emailDeliveries.role,
      providerRfcMessageId: emailDeliveries.providerRfcMessageId,
    })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.providerMessageId, emailId))
    .orderBy(asc(emailDeliveries.id));
}

/** Of several copies those whose address an event names; all when it names none of them. */
export function namedCopies(copies: EventCopy[], to: readonly string[]): EventCopy[] {
  const named = copies.filter(({ email }) => to.some((address) => bareAddress(address) === email));
  return named.length > 0 ? named : copies;
}

/**
 * Which of several copies came back, or was called spam. An event's `to` is the mail's To header, whoever of its recipients
 * it is about, copies included (github.com/resend/resend-python/issues/68): so one that names just those whom the mail was
 * addressed to may be about anybody, unless the server's words name somebody.
 * @returns `certain`: false when it may be about any of those returned
 */
export function blamedCopies(
  copies: EventCopy[],
  to: readonly string[],
  words: string,
): { copies: EventCopy[]; certain: boolean } {
  const named = namedCopies(copies, to);
  const suspects = isHeader(named, copies) ? copies : named;
  if (suspects.length <= 1) return { copies: suspects, certain: true };
  const quoted = copies.filter(({ email }) => mentions(words, email));
  return quoted.length > 0 ? { copies: quoted, certain: true } : { copies: suspects, certain: false };
}

/** Are these the ones in the To of their message? Where nobody was meant to be there it is the first of the others. */
function isHeader(named: EventCopy[], copies: EventCopy[]): boolean {
  const meant = copies.filter(({ role }) => role === "to");
  const header = meant.length > 0 ? meant : copies.filter(({ role }) => role === "cc").slice(0, 1);
  return named.length === header.length && header.every((copy) => named.includes(copy));
}

/**
 * Is there a mail to one of these addresses of which Resend may know already, and we do not have its id yet? An event can
 * be faster than the answer that it follows. Where a mail is sent again, what we have is the id of the attempt before.
 */
export async function isStillHandedOver(to: readonly string[]): Promise<boolean> {
  const emails = to.map(bareAddress);
  if (emails.length === 0) return false;
  const [copy] = await database()
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(
      and(
        inArray(emailDeliveries.email, emails),
        inArray(emailDeliveries.status, ["queued", "sending"]),
        isNotNull(emailDeliveries.handedOffAt),
        eq(emailDeliveries.transport, "resend"),
      ),
    )
    .limit(1);
  return copy !== undefined;
}

/** `Ann <Ann@Example.com>` is `ann@example.com`. */
function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}

/** As a whole address: `ann@example.com` is not in `joann@example.com`. */
function mentions(words: string, email: string): boolean {
  return (words.toLowerCase().match(/[^\s<>()[\]:;,"'“”]+@[^\s<>()[\]:;,"'“”]+/g) ?? []).some(
    (found) => found.replace(/\.$/, "") === email,
  );
}
