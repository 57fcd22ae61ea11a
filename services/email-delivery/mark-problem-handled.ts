import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { inboundEmails } from "@/db/schema/inbound";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { problemStatuses } from "./list-mail-problems";

/**
 * Takes a copy that did not arrive, or a mail that could not be read, off the list of problems: somebody saw to it. What
 * happened stays in its history.
 * @throws {NotFoundError} when it is no problem, or not any more.
 */
export async function markProblemHandled(
  actor: Actor,
  problem: { kind: "copy" | "inbound"; id: number },
): Promise<void> {
  await database().transaction(async (tx) => {
    const [result] =
      problem.kind === "copy"
        ? await tx
            .update(emailDeliveries)
            .set({ problemHandledAt: sql`UTC_TIMESTAMP(6)` })
            .where(
              and(
                eq(emailDeliveries.id, problem.id),
                isNull(emailDeliveries.problemHandledAt),
                inArray(emailDeliveries.status, [...problemStatuses]),
              ),
            )
        : await tx
            .update(inboundEmails)
            .set({
              handledAt: sql`UTC_TIMESTAMP(6)`,
              handledByUserId: actor.kind === "user" ? actor.userId : null,
            })
            .where(
              and(
                eq(inboundEmails.id, problem.id),
                isNull(inboundEmails.handledAt),
                eq(inboundEmails.status, "failed"),
              ),
            );
    if (result.affectedRows === 0) throw new NotFoundError("This is no problem any more.");
    await recordAudit(tx, actor, {
      action: "mail_problem.handled",
      targetType: problem.kind === "copy" ? "email_delivery" : "inbound_email",
      targetId: problem.id,
    });
    if (problem.kind === "copy") {
      const [row] = await tx
        .select({ ticketId: emailMessages.ticketId })
        .from(emailDeliveries)
        .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
        .where(eq(emailDeliveries.id, problem.id));
      if (row?.ticketId) await noteTicketChange(tx, [row.ticketId]);
    }
  });
  wakeLive();
}
