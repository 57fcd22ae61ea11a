import { randomBytes } from "node:crypto";
import type {
  emailDeliveries,
  emailDeliveryEvents,
  emailLinks,
  emailMessages,
  emailTrackingEvents,
  suppressedAddresses,
} from "@/db/schema/email";
import { clients, type DemoClient } from "./demo/clients";
import { type AgentKey, agents, type ContactKey, contactOf, desk } from "./demo/people";
import { spanMs } from "./demo/span";
import type { DemoMessage, DemoTrouble, DemoVisit } from "./demo/ticket";
import type { RenderedBody } from "./render-body";
import { stableHash, stableNumber, stableUuid } from "./stable-hash";

type EventRow = typeof emailTrackingEvents.$inferInsert;
export interface PlannedDelivery {
  contact: ContactKey;
  row: Omit<typeof emailDeliveries.$inferInsert, "messageId">;
  history: Omit<typeof emailDeliveryEvents.$inferInsert, "deliveryId">[];
  events: EventRow[];
  /** Mail to the address is held back from then on. */
  suppression: Omit<typeof suppressedAddresses.$inferInsert, "deliveryId"> | null;
}
export interface PlannedEmail {
  message: typeof emailMessages.$inferInsert;
  links: Omit<typeof emailLinks.$inferInsert, "messageId">[];
  deliveries: PlannedDelivery[];
}

export interface EmailContext {
  /** Unique to the reply. */
  seed: string;
  subject: string;
  requester: ContactKey;
  copied: ContactKey[];
  by: AgentKey;
  at: Date;
  /** Message-IDs of what was said before, oldest first. */
  thread: string[];
  now: Date;
}

// The desk sent through Resend, and since then through a mail server of its own.
const movedToSmtp = "45d";

/** A reply as the e-mail it was: sent, with one copy per recipient and all that became of it. */
export function planEmail(message: DemoMessage, body: RenderedBody, context: EmailContext): PlannedEmail {
  const { seed, thread } = context;
  const links = body.links.map(({ url, label }, index) => ({ position: index + 1, url, label }));
  const recipients = [context.requester, ...context.copied];
  return {
    message: {
      kind: "reply",
      subject: `Re: ${context.subject}`,
      fromName: agents[context.by].name,
      fromEmail: desk.email,
      messageId: `${stableHash(`message ${seed}`).slice(0, 32)}@${desk.domain}`,
      inReplyTo: thread.at(-1) ?? null,
      references: thread.join(" ") || null,
      createdAt: context.at,
    },
    links,
    deliveries: recipients.map((contact, index) => planDelivery(contact, index, message, links, context)),
  };
}

function planDelivery(
  contact: ContactKey,
  index: number,
  message: DemoMessage,
  links: PlannedEmail["links"],
  { seed, at, now, requester }: EmailContext,
): PlannedDelivery {
  const { email, name, consent } = contactOf(contact);
  const tracked = consent !== "opted_out" && !message.untracked;
  const trouble = message.undelivered?.[contact];
  const overSmtp = at.getTime() > now.getTime() - spanMs(movedToSmtp);
  const transport = overSmtp ? "smtp" : "resend";
  const handedOffAt = later(at, 600 + index * 350 + stableNumber(`hand-off ${seed}`, 400));
  const sentAt =
    trouble?.status === "failed"
      ? null
      : later(handedOffAt, 240 + stableNumber(`sent ${seed} ${contact}`, 900));
  const providerMessageId = overSmtp ? null : stableUuid(`resend ${seed}`);
  const trackingId = tracked ? randomBytes(32).toString("base64url") : null;
  const visits = (message.visits ?? []).filter((visit) => (visit.whose ?? requester) === contact);
  const history = planHistory(
    `${seed} ${contact}`,
    transport,
    { handedOffAt, sentAt, providerMessageId },
    trouble,
  );
  const ended = history.at(-1)?.occurredAt ?? at;
  const status = trouble?.status ?? (overSmtp ? "sent" : "delivered");
  return {
    contact,
    row: {
      email,
      name,
      role: index === 0 ? "to" : "cc",
      trackingId,
      trackOpens: tracked,
      trackClicks: tracked,
      status,
      attempts: 1,
      handedOffAt,
      transport,
      providerMessageId,
      lastError: trouble?.detail ?? null,
      failure: trouble?.failure ?? null,
      problemHandledAt: trouble?.handled ? later(ended, spanMs("1h")) : null,
      triedSince: at,
      createdAt: at,
      sentAt,
      deliveredAt: status === "delivered" ? ended : null,
    },
    history: [{ status: "queued", source: "portal", occurredAt: at }, ...history],
    suppression: trouble ? planSuppression(email, trouble, ended) : null,
    events:
      trackingId && sentAt
        ? visits.map((visit, number) =>
            planVisit(visit, `${seed} ${contact} ${number}`, contact, trackingId, sentAt, links, now),
          )
        : [],
  };
}

type Handover = { handedOffAt: Date; sentAt: Date | null; providerMessageId: string | null };

function planHistory(
  seed: string,
  transport: "smtp" | "resend",
  { handedOffAt, sentAt, providerMessageId }: Handover,
  trouble: DemoTrouble | undefined,
): PlannedDelivery["history"] {
  if (!sentAt)
    return [
      {
        status: "failed",
        source: transport,
        detail: trouble?.detail,
        occurredAt: later(handedOffAt, trouble?.after ? spanMs(trouble.after) : 480),
      },
    ];
  const queueId = stableHash(`queue ${seed}`).slice(0, 10).toUpperCase();
  const detail =
    transport === "smtp" ? `250 2.0.0 Ok: queued as ${queueId}` : `accepted as ${providerMessageId}`;
  const history: PlannedDelivery["history"] = [
    { status: "sent", source: transport, detail, occurredAt: sentAt },
  ];
  const soon = later(
    sentAt,
    trouble?.after ? spanMs(trouble.after) : 1_500 + stableNumber(`soon ${seed}`, 20_000),
  );
  if (trouble)
    history.push({
      status: trouble.status,
      source: transport === "resend" ? "webhook" : trouble.status === "complained" ? "arf" : "dsn",
      detail: trouble.detail,
      occurredAt: soon,
    });
  else if (transport === "resend") history.push({ status: "delivered", source: transport, occurredAt: soon });
  return history;
}

/** What the portal would have made of it: an address that is no good, or a person who wants no mail. */
function planSuppression(
  email: string,
  { failure, detail }: DemoTrouble,
  createdAt: Date,
): PlannedDelivery["suppression"] {
  if (failure === "bounced_hard") return { email, reason: "hard_bounce", detail, createdAt };
  return failure === "complained" ? { email, reason: "complaint", detail, createdAt } : null;
}

function planVisit(
  visit: DemoVisit,
  seed: string,
  contact: ContactKey,
  trackingId: string,
  sentAt: Date,
  links: PlannedEmail["links"],
  now: Date,
): EventRow {
  const client: DemoClient = clients[visit.client];
  // People are not punctual to the minute; machines that answer within seconds are.
  const jitter = stableNumber(`visit ${seed}`, visit.after.endsWith("s") ? 900 : 50_000);
  const occurredAt = later(sentAt, spanMs(visit.after) + jitter);
  if (occurredAt > now) throw new RangeError(`A demo visit lies in the future: ${seed}`);
  const link = visit.link === undefined ? undefined : links[visit.link];
  if (visit.type === "click" && !link) throw new RangeError(`A demo click has no link: ${seed}`);
  const { country, network } = contactOf(contact);
  return {
    trackingId,
    eventType: visit.type,
    eventUrl: link?.url ?? null,
    linkPosition: link?.position ?? null,
    userAgent: client.userAgent,
    ipAddress: client.network ?? network,
    referrer: client.referrer ?? null,
    occurredAt,
    visitClass: client.visitClass,
    visitReason: client.visitReason ?? (visit.type === "open" ? "opened by a person" : "clicked by a person"),
    client: client.client,
    os: client.os,
    device: client.device,
    country: client.network ? null : country,
    plausibleStatus: "skipped",
  };
}

const later = (moment: Date, ms: number) => new Date(moment.getTime() + ms);
