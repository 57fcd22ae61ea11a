import { and, eq, gt, isNull, lte, ne, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { mailTransports, type PauseKind } from "@/db/schema/email";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ForbiddenError, NotFoundError } from "@/services/errors";
import { log } from "@/services/logging/log";
import type { ActiveTransport } from "./active-transport";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const firstAuthenticationPauseMs = 5 * minuteMs;
const longestPauseMs = 24 * hourMs;
/** Longer than a transport waits for any answer. */
const longestTrialMs = 5 * minuteMs;

/**
 * `open`: it sends. `paused`: it does not, until a time that has not come. `trying`: a pause has just run out and nothing
 * was accepted since, so that one message goes ahead to find out.
 */
export type TransportState = "open" | "paused" | "trying";

/** Whether mail may leave over the transport now. Other settings than those it was paused under lift the pause. */
export async function transportState(transport: ActiveTransport): Promise<TransportState> {
  const [row] = await database()
    .select({
      isPaused: sql<number | null>`${mailTransports.pausedUntil} > UTC_TIMESTAMP(6)`,
      pauseSettings: mailTransports.pauseSettings,
    })
    .from(mailTransports)
    .where(eq(mailTransports.name, transport.name));
  if (!row?.pauseSettings || row.pauseSettings !== transport.fingerprint) return "open";
  return Number(row.isPaused) === 1 ? "paused" : "trying";
}

/**
 * Lets one message go ahead after a pause, of all processes': the others find the transport paused until its end is known
 * (see {@link pauseTransport}, {@link notePauseOver}, {@link endTrial}), or its process is gone for minutes.
 * @returns false when another one goes ahead.
 */
export async function beginTrial({ name, fingerprint }: ActiveTransport): Promise<boolean> {
  const [result] = await database()
    .update(mailTransports)
    .set({ pausedUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${longestTrialMs * 1000} MICROSECOND` })
    .where(
      and(
        eq(mailTransports.name, name),
        eq(mailTransports.pauseSettings, fingerprint),
        lte(mailTransports.pausedUntil, sql`UTC_TIMESTAMP(6)`),
      ),
    );
  return result.affectedRows > 0;
}

/** The message that went ahead has told nothing about the transport: the next one may. */
export async function endTrial({ name, fingerprint }: ActiveTransport) {
  await database()
    .update(mailTransports)
    .set({ pausedUntil: sql`UTC_TIMESTAMP(6)` })
    .where(and(eq(mailTransports.name, name), eq(mailTransports.pauseSettings, fingerprint)));
}

/**
 * Stops sending over a transport, for every process: its quota is used up (an hour, or as long as it says), or it does not
 * let us in (5 minutes, then longer each time, up to an hour). Mail waits in the outbox meanwhile.
 * @param isTrying the message went ahead to find out: what is paused until its end is known is paused anew
 */
export async function pauseTransport(
  transport: ActiveTransport,
  { pause, detail, retryAfterMs }: { pause: PauseKind; detail: string; retryAfterMs?: number },
  isTrying = false,
) {
  const { name, fingerprint } = transport;
  const [row] = await database().select().from(mailTransports).where(eq(mailTransports.name, name));
  const before = row?.pauseSettings === fingerprint ? row.pauseCount : 0;
  const wait = pause === "quota" ? (retryAfterMs ?? hourMs) : firstAuthenticationPauseMs * 2 ** before;
  const waitMs = Math.min(wait, pause === "quota" ? longestPauseMs : hourMs);
  const [result] = await database()
    .update(mailTransports)
    .set({
      pausedUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${Math.round(waitMs * 1000)} MICROSECOND`,
      pausedAt: sql`UTC_TIMESTAMP(6)`,
      pauseKind: pause,
      pauseDetail: detail.slice(0, 1000),
      pauseSettings: fingerprint,
      pauseCount: before + 1,
    })
    // Several that were on their way get the same answer: that is one pause.
    .where(
      and(
        eq(mailTransports.name, name),
        isTrying
          ? undefined
          : or(
              isNull(mailTransports.pausedUntil),
              lte(mailTransports.pausedUntil, sql`UTC_TIMESTAMP(6)`),
              ne(mailTransports.pauseSettings, fingerprint),
            ),
      ),
    );
  if (result.affectedRows > 0) {
    log().error(
      { transport: name, pause, detail, minutes: Math.round(waitMs / minuteMs) },
      "mail waits: paused",
    );
  }
}

/** A message was accepted: whatever it was paused for is over. */
export async function notePauseOver(transport: ActiveTransport) {
  await database()
    .update(mailTransports)
    .set({ ...noPause })
    .where(and(eq(mailTransports.name, transport.name), gt(mailTransports.pauseCount, 0)));
}

const noPause = {
  pausedUntil: null,
  pausedAt: null,
  pauseKind: null,
  pauseDetail: null,
  pauseSettings: null,
  pauseCount: 0,
};

/**
 * Ends a pause before its time, for an admin who has seen to its cause: one message goes ahead.
 * @throws {ForbiddenError} unless an admin asks; {NotFoundError} when it is not paused.
 */
export async function resumeTransport(actor: Actor, name: ActiveTransport["name"]): Promise<void> {
  if (actor.role !== "admin") throw new ForbiddenError();
  await database().transaction(async (tx) => {
    const [result] = await tx
      .update(mailTransports)
      .set({ pausedUntil: sql`UTC_TIMESTAMP(6)` })
      .where(and(eq(mailTransports.name, name), gt(mailTransports.pausedUntil, sql`UTC_TIMESTAMP(6)`)));
    if (result.affectedRows === 0) throw new NotFoundError("This transport is not paused.");
    await recordAudit(tx, actor, {
      action: "mail_transport.resumed",
      targetType: "mail_transport",
      targetId: name,
    });
  });
}
