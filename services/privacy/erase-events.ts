import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { emailTrackingEvents } from "@/db/schema/email";
import { retiredTrackingIds } from "@/db/schema/privacy";
import type { ErasureWork } from "./erasure-work";

const idsAtOnce = 50;
/** Rows that one statement deletes: small enough that nobody waits for its locks. */
const rowsAtOnce = 2000;

/** Deletes the next events of the ids that this erasure retired. */
export async function eraseEvents(
  { tx, erasureId }: Pick<ErasureWork, "tx" | "erasureId">,
  progress: string | null,
): Promise<string | null> {
  const ids = await tx
    .select({ idHash: retiredTrackingIds.idHash, deliveryId: retiredTrackingIds.deliveryId })
    .from(retiredTrackingIds)
    .where(and(eq(retiredTrackingIds.erasureId, erasureId), gt(retiredTrackingIds.idHash, progress ?? "")))
    .orderBy(asc(retiredTrackingIds.idHash))
    .limit(idsAtOnce);
  const last = ids.at(-1);
  if (!last) return null;
  const [result] = await tx
    .delete(emailTrackingEvents)
    .where(
      inArray(
        emailTrackingEvents.deliveryId,
        ids.flatMap(({ deliveryId }) => deliveryId ?? []),
      ),
    )
    .limit(rowsAtOnce);
  return result.affectedRows < rowsAtOnce ? last.idHash : (progress ?? "");
}
