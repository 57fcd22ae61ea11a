import { EnvironmentError, env } from "@/env";
import { toCheckResource } from "@/services/http-api/resources/check-resource";
import type { CheckGroup, CheckStatus } from "./check";
import { type CheckResult, examine, overallStatus } from "./examine";

// The command behind `npm run doctor` (bundled to dist/doctor.mjs). Arguments: slugs of checks, --json, --dns SERVER.

const groupTitles: Record<CheckGroup, string> = {
  address: "The portal’s address",
  tracking: "Tracking",
  mail: "Mail",
  modules: "Integration modules",
  database: "Database and disk",
  workers: "Workers",
  secrets: "Secrets",
};
// Never colour alone: a mark and a word say the same.
const marks: Record<CheckStatus, string> = { green: "✓ good   ", amber: "! look   ", red: "✗ broken " };
const notLookedAt = "? unknown";
const colours: Record<CheckStatus, string> = { green: "32", amber: "33", red: "31" };

type Options = { slugs: string[]; dnsServers: string[]; json: boolean };

function readArguments(given: string[]): Options {
  const options: Options = { slugs: [], dnsServers: [], json: false };
  for (let index = 0; index < given.length; index++) {
    const argument = given[index] ?? "";
    if (argument === "--json") options.json = true;
    else if (argument === "--dns") options.dnsServers.push(given[++index] ?? "");
    else options.slugs.push(argument);
  }
  return options;
}

function coloured(status: CheckStatus, text: string): string {
  return process.stdout.isTTY ? `\x1b[${colours[status]}m${text}\x1b[0m` : text;
}

function lineFor({ status, slug, title, found, why, mend, waitsFor }: CheckResult): string {
  // The reason stands where the cause is, and not under everything that depends on it.
  if (waitsFor) return `  ${coloured(status, notLookedAt)} ${title}  (${slug}; first ${waitsFor})`;
  const lines = [`  ${coloured(status, marks[status])} ${title}  (${slug})`, `      ${found}`];
  if (status !== "green") lines.push(`      Why it matters: ${why}`);
  if (mend) lines.push(`      To mend it: ${mend}`);
  return lines.join("\n");
}

function print(results: CheckResult[]) {
  let group: CheckGroup | null = null;
  for (const result of results) {
    if (result.group !== group) console.log(`\n${groupTitles[result.group]}\n`);
    group = result.group;
    console.log(lineFor(result));
  }
  const unknown = results.filter(({ waitsFor }) => waitsFor).length;
  const count = (status: CheckStatus) => results.filter((result) => result.status === status).length;
  const [broken, look, good] = [count("red"), count("amber") - unknown, count("green")];
  console.log(
    `\n${broken} broken, ${look} to look at, ${unknown} unknown, ${good} good. More: docs/troubleshooting.md`,
  );
}

async function main(): Promise<number> {
  const { json, slugs, dnsServers } = readArguments(process.argv.slice(2));
  try {
    env();
    const actor = { kind: "system", name: "npm run doctor", role: "admin" } as const;
    const results = await examine(actor, { slugs, dnsServers });
    const status = overallStatus(results);
    if (json) console.log(JSON.stringify({ status, checks: results.map(toCheckResource) }, null, 2));
    else print(results);
    return status === "red" ? 1 : 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What stops the portal's start as well: nothing can be looked at with it.
    if (error instanceof EnvironmentError && json)
      console.log(JSON.stringify({ status: "red", error: message, checks: [] }, null, 2));
    else console.error(message);
    return 1;
  }
}

// Connections that nobody waits for any more (a hung database, a slow mail server) must not keep the process.
process.exit(await main());
