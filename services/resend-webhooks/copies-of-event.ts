import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";

export type EventCopy = Pick<typeof emailDeliveries.$inferSelect, "id" | "email" | "providerRfcMessageId">;

/** All copies that left as this email of Resend's. */
export function copiesOfEmail(emailId: string): Promise<EventCopy[]> {
  return database()
    .select({
      id: emailDeliveries.id,
      email: emailDeliveries.email,
      providerRfcMessageId: emailDeliveries.providerRfcMessageId,
    })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.providerMessageId, emailId))
    .orderBy(asc(emailDeliveries.id));
}

/**
 * Which of several copies an event is about: those whose address it names. One that names all, or none, is about the one
 * that the server's words name, if they do.
 * @returns `certain`: false when it may be about any of those returned
 */
export function concernedCopies(
  copies: EventCopy[],
  to: readonly string[],
  words: string,
): { copies: EventCopy[]; certain: boolean } {
  const named = copies.filter(({ email }) => to.some((address) => bareAddress(address) === email));
  const candidates = named.length > 0 ? named : copies;
  if (candidates.length <= 1) return { copies: candidates, certain: true };
  const quoted = copies.filter(({ email }) => mentions(words, email));
  return quoted.length > 0 ? { copies: quoted, certain: true } : { copies: candidates, certain: false };
}

/**
 * Is there a mail to one of these addresses of which Resend may know already, and we do not have its id yet? An event can
 * be faster than the answer that it follows.
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
        isNull(emailDeliveries.providerMessageId),
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
