import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { contactDataRequests, type DataRequestKind } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { maskEmail } from "@/services/email-tracking/tracking-preferences";
import { NotFoundError } from "@/services/errors";
import { hashOf, isToken, viewKeyOf } from "./data-request-token";
import { exportContact } from "./export-contact";
import { finishErasure } from "./run-erasure";
import { startErasureIn } from "./start-erasure";

/** Minutes that the data is shown to whom used the link. */
export const viewMinutes = 10;
/** A button that is clicked twice sends its form twice, and the browser shows the second answer: so long that is one use. */
const doubleClickSeconds = 10;

const gone = "This link was used already, or it is older than a day.";
const recipient = { kind: "system", name: "Recipient, by a mailed link", role: "admin" } as const;
/** How long a recipient waits for the end of an erasure before the page says that it goes on, in milliseconds. */
const patienceMs = 5000;

/**
 * What a mailed link is for. Looking uses nothing up: scanners look at every link.
 * @throws {NotFoundError} when it was used, has expired, or never was.
 */
export async function lookAtDataRequest(
  token: string,
): Promise<{ kind: DataRequestKind; maskedEmail: string }> {
  const [request] = isToken(token)
    ? await database()
        .select({ kind: contactDataRequests.kind, email: contacts.email })
        .from(contactDataRequests)
        .innerJoin(contacts, eq(contacts.id, contactDataRequests.contactId))
        .where(isUsable(token))
    : [];
  if (!request) throw new NotFoundError(gone);
  return { kind: request.kind, maskedEmail: maskEmail(request.email) };
}

/**
 * Uses up a link that was asked for to see the data.
 * @returns a key that shows them for {@link viewMinutes}.
 * @throws {NotFoundError}
 */
export async function redeemToSee(token: string): Promise<string> {
  const key = viewKeyOf(token);
  await redeem(database(), token, "see", {
    viewHash: hashOf(key),
    viewExpiresAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${viewMinutes} MINUTE`,
  });
  return key;
}

/** The key of the view that this link has opened just now; null when it has not. */
export async function viewJustOpened(token: string): Promise<string | null> {
  if (!isToken(token)) return null;
  const key = viewKeyOf(token);
  const [request] = await database()
    .select({ id: contactDataRequests.id })
    .from(contactDataRequests)
    .where(
      and(
        eq(contactDataRequests.viewHash, hashOf(key)),
        gt(contactDataRequests.usedAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${doubleClickSeconds} SECOND`),
      ),
    );
  return request ? key : null;
}

/**
 * The data that a view's key shows.
 * @throws {NotFoundError} when the key has expired or never was.
 */
export async function viewContactData(key: string) {
  const [request] = isToken(key)
    ? await database()
        .select({ contactId: contactDataRequests.contactId })
        .from(contactDataRequests)
        .where(
          and(
            eq(contactDataRequests.viewHash, hashOf(key)),
            gt(contactDataRequests.viewExpiresAt, sql`UTC_TIMESTAMP(6)`),
          ),
        )
    : [];
  if (!request) throw new NotFoundError(gone);
  return exportContact(request.contactId, "contact");
}

/**
 * Uses up a link that was asked for to erase, and erases what tracking recorded. From then on nothing is recorded.
 * @returns whether it is done already; otherwise it goes on in the background.
 * @throws {NotFoundError}
 */
export async function redeemToErase(token: string): Promise<{ done: boolean }> {
  const erasure = await database().transaction(async (tx) => {
    const contactId = await redeem(tx, token, "erase", {});
    return startErasureIn(tx, recipient, contactId, "tracking");
  });
  return { done: await finishErasure(erasure.id, patienceMs) };
}

/** Of several who come with the same token, one succeeds. */
async function redeem(tx: DatabaseOrTransaction, token: string, kind: DataRequestKind, changes: object) {
  if (!isToken(token)) throw new NotFoundError(gone);
  const [result] = await tx
    .update(contactDataRequests)
    .set({ ...changes, usedAt: sql`UTC_TIMESTAMP(6)` })
    .where(and(isUsable(token), eq(contactDataRequests.kind, kind)));
  const [request] = result.affectedRows
    ? await tx
        .select({ contactId: contactDataRequests.contactId })
        .from(contactDataRequests)
        .where(eq(contactDataRequests.tokenHash, hashOf(token)))
    : [];
  if (!request) throw new NotFoundError(gone);
  return request.contactId;
}

function isUsable(token: string) {
  return and(
    eq(contactDataRequests.tokenHash, hashOf(token)),
    isNull(contactDataRequests.usedAt),
    gt(contactDataRequests.expiresAt, sql`UTC_TIMESTAMP(6)`),
  );
}
