import { randomBytes } from "node:crypto";
import type { accounts, users } from "@/db/schema/auth";
import type { contacts } from "@/db/schema/tickets";
import {
  type AgentKey,
  agentEmail,
  agentKeys,
  agents,
  type ContactKey,
  contactKeys,
  contactOf,
  desk,
} from "./demo/people";
import { spanMs } from "./demo/span";
import { stableNumber, stableUuid } from "./stable-hash";

const dayMs = spanMs("1d");

export const agentId = (key: AgentKey) => stableUuid(`user ${key}`);

/** The agents and their better-auth credentials. */
export function planAgents(passwordHash: string, now: Date) {
  const userRows = agentKeys.map((key): typeof users.$inferInsert => {
    const { name, role, title } = agents[key];
    const since = new Date(now.getTime() - (200 + stableNumber(`since ${key}`, 900)) * dayMs);
    return {
      id: agentId(key),
      name,
      email: agentEmail(key),
      emailVerified: true,
      role,
      signatureHtml: `<p>${name}<br>${title}, ${desk.name}</p>`,
      createdAt: since,
      updatedAt: since,
    };
  });
  const accountRows = userRows.map((user): typeof accounts.$inferInsert => ({
    id: stableUuid(`account ${user.email}`),
    accountId: user.id,
    providerId: "credential",
    userId: user.id,
    // One password for all of them, so one hash: hashing costs a tenth of a second each time.
    password: passwordHash,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  }));
  return { userRows, accountRows };
}

/** The contacts, known some time before they first appear in a ticket. */
export function planContacts(firstSeen: Map<ContactKey, Date>, now: Date): (typeof contacts.$inferInsert)[] {
  return contactKeys.map((key) => {
    const { name, email, consent, consentSource, consentAgo } = contactOf(key);
    const seen = firstSeen.get(key) ?? now;
    const decided = consentAgo ? new Date(now.getTime() - spanMs(consentAgo)) : null;
    const known = Math.min(seen.getTime(), decided?.getTime() ?? Number.POSITIVE_INFINITY);
    const createdAt = new Date(known - (1 + stableNumber(`known ${key}`, 200)) * dayMs);
    return {
      name,
      email,
      trackingConsent: consent,
      consentSource: consentSource ?? null,
      consentAt: consent === "unknown" ? null : (decided ?? new Date(createdAt.getTime() + spanMs("4m"))),
      preferencesToken: randomBytes(32).toString("base64url"),
      createdAt,
    };
  });
}
