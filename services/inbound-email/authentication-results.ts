import type { SenderChecks } from "@/services/tickets/sender-checks";
import { type HeaderLine, headerValues } from "./mail-headers";

const methods = ["spf", "dkim", "dmarc"] as const;
type Method = (typeof methods)[number];
type Authentication = NonNullable<SenderChecks["authentication"]>;

/**
 * What the receiving server found out about the sender (Authentication-Results, RFC 8601), from the topmost header of the
 * server that is trusted: anybody can write one that claims to be another's, but only below.
 * @param trustedHost its authserv-id in lower case; null: none is trusted
 * @returns null when that server wrote nothing.
 */
export function authenticationResults(
  headers: readonly HeaderLine[],
  trustedHost: string | null,
): Authentication | null {
  if (trustedHost === null) return null;
  for (const value of headerValues(headers, "authentication-results")) {
    const [id = "", ...results] = withoutComments(value).split(";");
    if (id.trim().split(/\s+/)[0]?.toLowerCase() !== trustedHost) continue;
    return summarise(trustedHost, results);
  }
  return null;
}

function summarise(host: string, results: string[]): Authentication {
  const verdicts = new Map<Method, string[]>();
  for (const result of results) {
    const [, name, verdict] = /^\s*([a-z]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(result) ?? [];
    const method = methods.find((known) => known === name?.toLowerCase());
    if (!method || !verdict) continue;
    verdicts.set(method, [...(verdicts.get(method) ?? []), verdict.toLowerCase()]);
  }
  const found: Authentication = { host, failed: [] };
  for (const [method, all] of verdicts) {
    // A mail may have several signatures: one that holds is enough.
    const verdict = (all.includes("pass") ? "pass" : all[0])?.slice(0, 32) ?? "none";
    found[method] = verdict;
    if (isFailure(method, verdict)) found.failed.push(method);
  }
  return found;
}

/** `softfail` is SPF's "probably not"; `permerror` is a record nobody can read, and proves nothing. */
function isFailure(method: Method, verdict: string): boolean {
  return verdict === "fail" || (method === "spf" && (verdict === "softfail" || verdict === "hardfail"));
}

/** Without what stands in parentheses, which may be nested, and with quoted semicolons taken out of the way. */
function withoutComments(value: string): string {
  let depth = 0;
  let isQuoted = false;
  let kept = "";
  for (let at = 0; at < value.length; at++) {
    const c = value[at] ?? "";
    if (c === "\\") at++;
    else if (c === '"' && depth === 0) isQuoted = !isQuoted;
    else if (isQuoted) kept += c === ";" ? "," : c;
    else if (c === "(") depth++;
    else if (c === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += c;
  }
  return kept;
}
