import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { type InboundSource, inboundEmails } from "@/db/schema/inbound";
import { BlobTooLargeError } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { InvalidInputError, ServiceError } from "@/services/errors";
import { currentRequestId } from "@/services/logging/request-context";
import { wakeInboundWorker } from "./inbound-worker";

/** Bytes. Providers let mails of 25 MB pass, which Base64 makes 35; twice as much is nobody's mail. */
export const mostInboundBytes = 50 * 1024 * 1024;
const mostEnvelopeAddresses = 100;

export type ReceivedEmail = {
  source: InboundSource;
  /** Where it lies at its source; the same mail from the same place is the same arrival. */
  sourceRef: string | null;
  /** The envelope's sender: "" for the null sender of bounces (RFC 5321, 4.5.5), null when the door does not know. */
  envelopeFrom: string | null;
  /** The addresses that the mail server took it for. */
  envelopeTo: string[];
  /** The mail as it came (RFC 5322). */
  content: Buffer | AsyncIterable<Uint8Array>;
};

/**
 * Takes a mail in: its bytes first, then the row that the worker finds it by. Once the promise resolves the mail
 * survives a crash, and its door may be told so; nothing of it has been looked at.
 * @throws {ServiceError} `too_large` above {@link mostInboundBytes}; {InvalidInputError} when it is empty. Anything else
 * is for the door to try again.
 */
export async function receiveEmail(email: ReceivedEmail): Promise<{ inboundEmailId: number }> {
  const { hash, size } = await keepBytes(email.content);
  if (size === 0) throw new InvalidInputError("The mail is empty.", "content");
  const known = email.sourceRef === null ? null : await findArrival(email.source, email.sourceRef, hash);
  if (known !== null) return { inboundEmailId: known };
  const [inserted] = await database()
    .insert(inboundEmails)
    .values({
      source: email.source,
      sourceRef: email.sourceRef?.slice(0, 255) ?? null,
      contentHash: hash,
      size,
      envelopeFrom: email.envelopeFrom?.trim().slice(0, 320) ?? null,
      envelopeTo: envelopeLines(email.envelopeTo),
      requestId: currentRequestId(),
      receivedAt: new Date(),
    })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for a mail that came in");
  wakeInboundWorker();
  return { inboundEmailId: inserted.id };
}

async function keepBytes(content: ReceivedEmail["content"]) {
  try {
    return await openBlobStore("inbound-mail").put(content, mostInboundBytes);
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    const megabytes = mostInboundBytes / 1024 / 1024;
    throw new ServiceError("too_large", `A mail can have at most ${megabytes} MB.`, "content", {
      cause: error,
    });
  }
}

/** The same mail from the same place: the door was not told that we have it, and hands it over again. */
async function findArrival(source: InboundSource, sourceRef: string, hash: string): Promise<number | null> {
  const [row] = await database()
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .where(
      and(
        eq(inboundEmails.contentHash, hash),
        eq(inboundEmails.source, source),
        eq(inboundEmails.sourceRef, sourceRef.slice(0, 255)),
      ),
    )
    .limit(1);
  return row?.id ?? null;
}

function envelopeLines(addresses: string[]): string | null {
  const lines = addresses
    .map((address) => address.replace(/[\r\n]+/g, " ").trim())
    .filter((address) => address !== "" && address.length <= 320)
    .slice(0, mostEnvelopeAddresses);
  return lines.length > 0 ? lines.join("\n") : null;
}
