import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { idempotencyKeys } from "@/db/schema/auth";
import { isDuplicateKey, isLockConflict } from "@/services/database-errors";
import { ConflictError, InvalidInputError } from "@/services/errors";
import { decryptSecret, encryptSecret } from "@/services/integration-modules/secrets";
import { log } from "@/services/logging/log";

type OnceRequest = {
  apiKeyId: number;
  /** What the caller put into `Idempotency-Key`; each API key has its own. */
  key: string;
  /** The SHA-256 of all that makes the request the same request. */
  requestHash: string;
};
export type OnceAnswer = { status: number; body: string };

const keptHours = 24;
/** Who is at work says so every minute: who has not for so long has died before it could note the answer. */
const abandonedMinutes = 5;
const signOfLifeMs = 60_000;
const purgedAtOnce = 100;

/**
 * Does `work` for the first request with a key and gives every further one, for 24 h, the first one's answer. Across
 * processes; an answer of 500 or more, or an error, frees the key, so that a retry tries again. What a process that was
 * killed left behind is taken over after some minutes.
 * @throws {ConflictError} while the first request is still at work; {InvalidInputError} when the key was used for
 * another request; whatever `work` throws.
 */
export async function runOnce(
  request: OnceRequest,
  work: () => Promise<OnceAnswer>,
): Promise<OnceAnswer & { replayed: boolean }> {
  const known = await claim(request);
  if (known) return { ...known, replayed: true };
  const answer = await workOrRelease(request, work);
  // Not released when this fails: the work is done, and must not be done again at once.
  if (answer.status < 500) await keep(request, answer);
  else await release(request);
  return { ...answer, replayed: false };
}

async function workOrRelease(request: OnceRequest, work: () => Promise<OnceAnswer>): Promise<OnceAnswer> {
  // A mail to many over a slow server takes longer than anybody waits for an answer.
  const alive = setInterval(() => {
    stayAlive(request).catch((error) =>
      log().warn({ err: error }, "an idempotency key could not be kept up"),
    );
  }, signOfLifeMs);
  try {
    return await work();
  } catch (error) {
    await release(request);
    throw error;
  } finally {
    clearInterval(alive);
  }
}

async function stayAlive(request: OnceRequest) {
  await database()
    .update(idempotencyKeys)
    .set({ createdAt: sql`UTC_TIMESTAMP(6)` })
    .where(and(isKey(request), isNull(idempotencyKeys.responseStatus)));
}

/** @returns null when the key is now this request's, or the answer that it has already. */
async function claim(request: OnceRequest): Promise<OnceAnswer | null> {
  const { apiKeyId, key, requestHash } = request;
  for (;;) {
    try {
      await database().insert(idempotencyKeys).values({ apiKeyId, idempotencyKey: key, requestHash });
      await purgeExpired();
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    if (await takeOver(request)) return null;
    const [row] = await database().select().from(idempotencyKeys).where(isKey(request));
    // Freed or purged between the two statements: the key is to be had again.
    if (row) return answerOf(row, request);
  }
}

function answerOf(row: typeof idempotencyKeys.$inferSelect, request: OnceRequest): OnceAnswer {
  if (row.requestHash !== request.requestHash) {
    throw new InvalidInputError(
      "This idempotency key was used for another request. Use a new one.",
      "Idempotency-Key",
    );
  }
  if (row.responseStatus === null || row.responseBody === null) {
    throw new ConflictError("The first request with this idempotency key is still at work. Ask again soon.");
  }
  return { status: row.responseStatus, body: decryptSecret(row.responseBody, placeOf(request)) };
}

/**
 * Makes an expired row this request's own, or one that the same request was abandoned with: another request may not have
 * its key, whatever became of it. Of several who try, one succeeds.
 */
async function takeOver(request: OnceRequest): Promise<boolean> {
  const [result] = await database()
    .update(idempotencyKeys)
    .set({
      requestHash: request.requestHash,
      responseStatus: null,
      responseBody: null,
      createdAt: sql`UTC_TIMESTAMP(6)`,
    })
    .where(
      and(
        isKey(request),
        or(
          lt(idempotencyKeys.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${keptHours} HOUR`),
          and(
            isNull(idempotencyKeys.responseStatus),
            eq(idempotencyKeys.requestHash, request.requestHash),
            lt(idempotencyKeys.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${abandonedMinutes} MINUTE`),
          ),
        ),
      ),
    );
  return result.affectedRows === 1;
}

/** Encrypted, since an answer may hold what is shown once: a new API key, a generated password. */
async function keep(request: OnceRequest, answer: OnceAnswer) {
  await database()
    .update(idempotencyKeys)
    .set({ responseStatus: answer.status, responseBody: encryptSecret(answer.body, placeOf(request)) })
    .where(and(isKey(request), isNull(idempotencyKeys.responseStatus)));
}

async function release(request: OnceRequest) {
  await database()
    .delete(idempotencyKeys)
    .where(and(isKey(request), isNull(idempotencyKeys.responseStatus)));
}

async function purgeExpired() {
  try {
    await database()
      .delete(idempotencyKeys)
      .where(lt(idempotencyKeys.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${keptHours} HOUR`))
      .limit(purgedAtOnce);
  } catch (error) {
    // Somebody is taking over one of them; the next request purges.
    if (!isLockConflict(error)) throw error;
    log().debug({ err: error }, "expired idempotency keys were not purged this time");
  }
}

function isKey({ apiKeyId, key }: OnceRequest) {
  return and(eq(idempotencyKeys.apiKeyId, apiKeyId), eq(idempotencyKeys.idempotencyKey, key));
}

/** Where a kept answer belongs, as its encryption knows it. */
export function placeOf({ apiKeyId, key }: Pick<OnceRequest, "apiKeyId" | "key">): string {
  return `idempotency-key/${apiKeyId}/${key}`;
}
