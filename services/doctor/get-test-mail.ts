import { and, asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages, emailTrackingEvents, type VisitClass } from "@/db/schema/email";
import { NotFoundError } from "@/services/errors";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { testMailHeader } from "./send-test-mail";

export type TestMailStep = {
  name: "queued" | "accepted" | "delivered" | "opened" | "clicked";
  /** `waiting`: it may still come. `unknown`: nobody tells, or there is nothing to tell. */
  state: "done" | "waiting" | "failed" | "unknown";
  at: Date | null;
  /** What is known beside the time: the server's words, the client, why nothing comes. */
  detail: string | null;
};

export type TestMail = { id: number; email: string; steps: TestMailStep[] };

type Copy = typeof emailDeliveries.$inferSelect;
type Visit = { at: Date; visitClass: VisitClass; client: string | null };

/**
 * What has become of a test mail so far, step by step.
 * @throws {NotFoundError} when there is no such mail, or it is none of the doctor's
 */
export async function getTestMail(id: number): Promise<TestMail> {
  const [row] = await database()
    .select({ copy: emailDeliveries, headers: emailMessages.headers })
    .from(emailMessages)
    .innerJoin(emailDeliveries, eq(emailDeliveries.messageId, emailMessages.id))
    .where(eq(emailMessages.id, id))
    .orderBy(asc(emailDeliveries.id))
    .limit(1);
  const isOurs = row && typeof row.headers === "object" && row.headers && testMailHeader in row.headers;
  if (!row || !isOurs) throw new NotFoundError("There is no such test mail.");
  const { copy } = row;
  const [open, click] = await Promise.all([firstVisit(copy.id, "open"), firstVisit(copy.id, "click")]);
  const noVisits = neverArrives(copy)
    ? "The mail did not arrive."
    : copy.trackingId === null
      ? await whyUntracked()
      : null;
  return {
    id,
    email: copy.email,
    steps: [
      { name: "queued", state: "done", at: copy.createdAt, detail: null },
      accepted(copy),
      delivered(copy),
      visited("opened", copy.trackOpens, open, noVisits),
      visited("clicked", copy.trackClicks, click, noVisits),
    ],
  };
}

async function firstVisit(deliveryId: number, type: "open" | "click"): Promise<Visit | null> {
  const [visit] = await database()
    .select({
      at: emailTrackingEvents.occurredAt,
      visitClass: emailTrackingEvents.visitClass,
      client: emailTrackingEvents.client,
    })
    .from(emailTrackingEvents)
    .where(and(eq(emailTrackingEvents.deliveryId, deliveryId), eq(emailTrackingEvents.eventType, type)))
    .orderBy(asc(emailTrackingEvents.occurredAt))
    .limit(1);
  return visit ?? null;
}

async function whyUntracked(): Promise<string> {
  const { enabled, trackingMode } = await readTrackingSettings(database());
  if (!enabled) return "Not tracked: the Plausible Analytics module is disabled.";
  if (trackingMode === "off") return "Not tracked: the tracking mode is off.";
  if (trackingMode === "consented") return "Not tracked: this contact’s consent is not on record.";
  return "Not tracked: opens and clicks are switched off, or this contact has opted out.";
}

/** Nothing more is tried: there will be no mail to open. One that may have been sent may yet be there. */
function neverArrives({ status }: Copy): boolean {
  return status === "failed" || status === "cancelled" || status === "bounced";
}

const takenBy: Record<string, string> = {
  resend: "Taken by Resend.",
  smtp: "Taken by the mail server.",
  catcher: "Taken by the built-in inbox on this machine: open it there.",
};

function accepted({ status, sentAt, lastError, transport }: Copy): TestMailStep {
  const step = { name: "accepted" as const, at: sentAt };
  if (sentAt) return { ...step, state: "done", detail: takenBy[transport ?? ""] ?? null };
  const isOver = status === "failed" || status === "cancelled" || status === "uncertain";
  return { ...step, state: isOver ? "failed" : "waiting", detail: lastError };
}

function delivered({ status, sentAt, deliveredAt, transport, lastError }: Copy): TestMailStep {
  const step = { name: "delivered" as const, at: deliveredAt, detail: null };
  if (deliveredAt) return { ...step, state: "done" };
  if (status === "bounced" || status === "complained") return { ...step, state: "failed", detail: lastError };
  if (status === "failed" || status === "cancelled") return { ...step, state: "failed" };
  if (sentAt && transport !== "resend")
    return {
      ...step,
      state: "unknown",
      detail: "The mail server does not tell. A mail that comes back would show here.",
    };
  return { ...step, state: "waiting" };
}

function visited(
  name: "opened" | "clicked",
  isTracked: boolean,
  visit: Visit | null,
  noVisits: string | null,
): TestMailStep {
  if (visit) return { name, state: "done", at: visit.at, detail: describeVisit(visit) };
  if (noVisits) return { name, state: "unknown", at: null, detail: noVisits };
  if (!isTracked)
    return { name, state: "unknown", at: null, detail: "Switched off in the module’s settings." };
  return { name, state: "waiting", at: null, detail: null };
}

const byWhom: Record<VisitClass, string> = {
  human: "by a person",
  proxy: "through an image proxy, for a person",
  prefetch: "loaded ahead by the mail program: not counted as read",
  scanner: "by a security scanner: not counted as read",
  self: "by one of your own people: not counted as read",
};

function describeVisit({ visitClass, client }: Visit): string {
  return client ? `${client}, ${byWhom[visitClass]}` : byWhom[visitClass];
}
