import { and, asc, eq, gt, isNotNull, or } from "drizzle-orm";
import { idempotencyKeys } from "@/db/schema/auth";
import { retiredTrackingIds } from "@/db/schema/privacy";
import { placeOf } from "@/services/idempotency/run-once";
import { decryptSecret, encryptSecret, SecretUnreadableError } from "@/services/integration-modules/secrets";
import type { ErasureWork } from "./erasure-work";
import { redactJson, redactor } from "./redact";

const rowsAtOnce = 100;

/**
 * Takes what is erased out of the next answers that are kept, encrypted, for programs that ask twice. The rows stay: a
 * request that is repeated must not be done again.
 */
export async function eraseIdempotentAnswers(work: ErasureWork, progress: string | null) {
  const { tx } = work;
  const [apiKeyId, ...key] = (progress ?? "0:").split(":");
  const after = { apiKeyId: Number(apiKeyId), key: key.join(":") };
  const rows = await tx
    .select()
    .from(idempotencyKeys)
    .where(
      or(
        gt(idempotencyKeys.apiKeyId, after.apiKeyId),
        and(eq(idempotencyKeys.apiKeyId, after.apiKeyId), gt(idempotencyKeys.idempotencyKey, after.key)),
      ),
    )
    .orderBy(asc(idempotencyKeys.apiKeyId), asc(idempotencyKeys.idempotencyKey))
    .limit(rowsAtOnce);
  const last = rows.at(-1);
  if (!last) return null;
  const redact = await answerRedactor(work);
  for (const row of rows) {
    const place = placeOf({ apiKeyId: row.apiKeyId, key: row.idempotencyKey });
    const body = readable(row.responseBody, place);
    const redacted = body === null ? null : redact(body);
    if (redacted === null || redacted === body) continue;
    await tx
      .update(idempotencyKeys)
      .set({ responseBody: encryptSecret(redacted, place) })
      .where(
        and(
          eq(idempotencyKeys.apiKeyId, row.apiKeyId),
          eq(idempotencyKeys.idempotencyKey, row.idempotencyKey),
        ),
      );
  }
  return `${last.apiKeyId}:${last.idempotencyKey}`;
}

async function answerRedactor({ tx, erasureId, contact, strength }: ErasureWork) {
  const retired = await tx
    .select({ trackingId: retiredTrackingIds.trackingId })
    .from(retiredTrackingIds)
    .where(and(eq(retiredTrackingIds.erasureId, erasureId), isNotNull(retiredTrackingIds.trackingId)));
  const ids = new Set(retired.map(({ trackingId }) => trackingId));
  const redactPerson = redactor(contact);
  return (json: string) => {
    const untracked = json.replace(/"([\w-]{43})"/g, (whole, id) => (ids.has(id) ? "null" : whole));
    return strength === "contact"
      ? JSON.stringify(redactJson(JSON.parse(untracked), redactPerson))
      : untracked;
  };
}

/** Null when there is no answer yet, or when the key that it was encrypted with is gone: then nobody can read it. */
function readable(body: string | null, place: string): string | null {
  if (body === null) return null;
  try {
    return decryptSecret(body, place);
  } catch (error) {
    if (error instanceof SecretUnreadableError) return null;
    throw error;
  }
}
