import { asc, desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { ticketReplies } from "@/db/schema/tickets";
import { claimInboundEmails } from "../claim-inbound-emails";
import { processUnderLease } from "../process-under-lease";
import { receiveEmail } from "../receive-email";

export type MailParts = {
  from?: string;
  to?: string;
  subject?: string;
  messageId?: string | null;
  /** Further header lines. */
  headers?: string[];
  body?: string;
};

let counter = 0;

/** A mail of plain text as a person's program writes it. */
export function mailOf({ from, to, subject, messageId, headers = [], body }: MailParts): string {
  const id = messageId === undefined ? `<${++counter}.${Date.now()}@mail.example.org>` : messageId;
  return [
    `From: ${from ?? "Ana Ruiz <ana@example.org>"}`,
    `To: ${to ?? "support@myportal.example"}`,
    `Subject: ${subject ?? "A question"}`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0000",
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    ...headers,
    "",
    body ?? "Hello, does it work?",
    "",
  ].join("\r\n");
}

/** Takes a mail in as the HTTP door does, without reading it. */
export async function receive(
  mail: string | Buffer,
  envelope: { from?: string | null; to?: string[] } = {},
): Promise<number> {
  const { inboundEmailId } = await receiveEmail({
    source: "http",
    sourceRef: null,
    envelopeFrom: envelope.from ?? null,
    envelopeTo: envelope.to ?? [],
    content: Buffer.isBuffer(mail) ? mail : Buffer.from(mail, "utf8"),
  });
  return inboundEmailId;
}

/** What the worker does, to its end. */
export async function readAllInbound() {
  for (;;) {
    const { owner, emails } = await claimInboundEmails(10);
    if (emails.length === 0) return;
    for (const email of emails) await processUnderLease(email, owner);
  }
}

/** A mail from its door to its end. */
export async function take(mail: string | Buffer, envelope: Parameters<typeof receive>[1] = {}) {
  const id = await receive(mail, envelope);
  await readAllInbound();
  return inboundRow(id);
}

export async function inboundRow(id: number) {
  const [row] = await database().select().from(inboundEmails).where(eq(inboundEmails.id, id));
  if (!row) throw new Error(`no mail ${id} came in`);
  return row;
}

export async function messagesOf(ticketId: number) {
  return database()
    .select()
    .from(ticketReplies)
    .where(eq(ticketReplies.ticketId, ticketId))
    .orderBy(asc(ticketReplies.id));
}

export async function newestMessage() {
  const [newest] = await database().select().from(ticketReplies).orderBy(desc(ticketReplies.id)).limit(1);
  if (!newest) throw new Error("there is no message");
  return newest;
}
