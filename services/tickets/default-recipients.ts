import { and, asc, desc, eq, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { contacts, ticketParticipants, ticketReplies } from "@/db/schema/tickets";
import { parseAddressedTo } from "./addressed-to";
import { isProven, parseSenderChecks } from "./sender-checks";

export type Address = { email: string; name?: string | null };
export type Recipients = { to: Address[]; cc: Address[] };

// Beyond so many that say nothing of recipients, the requester alone is a better guess than something old.
const messagesLookedAt = 20;

/**
 * Whom the next reply goes to unless the agent changes it: the requester, whom the last message was from and to, and the
 * ticket's participants. Each stays in To or Cc as they were. A message of somebody whom no agent has made a participant
 * names nobody, nor does one that was found to be forged: a stranger must not choose who reads the answer. Bcc is nobody
 * else's business.
 */
export async function defaultRecipients(
  ticketId: number,
  requester: Address,
  participants: Address[],
): Promise<Recipients> {
  const known = new Set([requester, ...participants].map(({ email }) => email));
  const last = await lastRecipients(ticketId, known);
  const taken = new Set<string>();
  const fresh = (addresses: Address[]) =>
    addresses.filter(({ email }) => !taken.has(email.toLowerCase()) && taken.add(email.toLowerCase()));
  const to = fresh([requester, ...last.to]);
  return { to, cc: fresh([...last.cc, ...participants]) };
}

/** Who takes part beside the requester, in the order in which they were added. */
export async function participantsOf(ticketId: number): Promise<{ email: string; name: string | null }[]> {
  return database()
    .select({ email: contacts.email, name: contacts.name })
    .from(ticketParticipants)
    .innerJoin(contacts, eq(contacts.id, ticketParticipants.contactId))
    .where(eq(ticketParticipants.ticketId, ticketId))
    .orderBy(asc(ticketParticipants.createdAt), asc(contacts.id));
}

async function lastRecipients(ticketId: number, known: Set<string>): Promise<Recipients> {
  const messages = await database()
    .select({
      id: ticketReplies.id,
      author: ticketReplies.author,
      addressedTo: ticketReplies.addressedTo,
      senderChecks: ticketReplies.senderChecks,
      email: contacts.email,
      name: contacts.name,
    })
    .from(ticketReplies)
    .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(and(eq(ticketReplies.ticketId, ticketId), eq(ticketReplies.isInternal, false)))
    .orderBy(desc(ticketReplies.id))
    .limit(messagesLookedAt);
  for (const { id, author, addressedTo, senderChecks, email, name } of messages) {
    if (author !== "contact") {
      const sent = await recipientsOfReply(id);
      if (sent) return sent;
    } else if (email && known.has(email) && addressedTo !== null) {
      const checks = parseSenderChecks(senderChecks);
      if (checks && (checks.automatic || !isProven(checks))) continue;
      const { to, cc } = parseAddressedTo(addressedTo);
      return { to: [{ email, name }, ...to], cc };
    }
  }
  return { to: [], cc: [] };
}

/** Null when it was never mailed. */
async function recipientsOfReply(replyId: number): Promise<Recipients | null> {
  const copies = await database()
    .select({ email: emailDeliveries.email, name: emailDeliveries.name, role: emailDeliveries.role })
    .from(emailDeliveries)
    .where(and(eq(emailDeliveries.ticketReplyId, replyId), ne(emailDeliveries.role, "bcc")))
    .orderBy(asc(emailDeliveries.id));
  if (copies.length === 0) return null;
  const of = (wanted: "to" | "cc") =>
    copies.filter(({ role }) => role === wanted).map(({ email, name }) => ({ email, name }));
  return { to: of("to"), cc: of("cc") };
}
