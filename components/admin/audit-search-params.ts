import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsIsoDate,
  parseAsString,
} from "nuqs/server";

/** The audit log's filters, as they stand in the address. Days are days in UTC. */
export const auditSearchParams = {
  actor: parseAsString,
  action: parseAsString,
  subject: parseAsString,
  from: parseAsIsoDate,
  until: parseAsIsoDate,
  cursor: parseAsString,
};

export type AuditSearch = inferParserType<typeof auditSearchParams>;

export const loadAuditSearchParams = createLoader(auditSearchParams);
export const auditAddress = createSerializer(auditSearchParams);

const day = 24 * 60 * 60 * 1000;

/** What the filters ask for; `until` is a day that is still part of it. */
export function auditFilterOf({ actor, action, subject, from, until }: AuditSearch) {
  return {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(subject ? { targetId: subject } : {}),
    ...(from ? { from } : {}),
    ...(until ? { to: new Date(until.getTime() + day) } : {}),
  };
}
