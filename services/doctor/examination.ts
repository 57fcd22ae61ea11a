import { promises as dns } from "node:dns";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Database } from "@/db/connect";
import { env } from "@/env";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { TooLateError, withinTime } from "@/services/within-time";
import { askPortal, type PortalAnswer } from "./ask-portal";
import { NotLookedAtError } from "./check";
import { rootMessage } from "./root-message";
import { trackedAddresses } from "./tracked-addresses";

const databasePatienceMs = 5_000;
const dnsPatience = { timeout: 2_000, tries: 2 };

/** What the checks of one run have in common: each thing is found out once, when the first check asks for it. */
export type Examination = {
  /** Asks the name servers it was given, or the machine's. */
  resolver: dns.Resolver;
  /** @throws {NotLookedAtError} when the database is away: that has a check of its own, and the others need not repeat it. */
  database(): Promise<Database>;
  /** Why the database cannot be used, or null. */
  databaseProblem(): Promise<string | null>;
  /** The answer to a pixel of no mail, asked for through PORTAL_URL. @throws {NotLookedAtError} when nothing answers there. */
  pixel(): Promise<PortalAnswer>;
  /** The answer to a signed link of no mail, asked for through PORTAL_URL. @throws {NotLookedAtError} likewise. */
  click(): Promise<PortalAnswer>;
  /** Where the pixel, and the link that {@link click} asks for, are. */
  addresses(): ReturnType<typeof trackedAddresses>;
};

/** @param dnsServers addresses of name servers to ask, such as `1.1.1.1` or `127.0.0.1:5353`; left out: the machine's */
export function createExamination(dnsServers?: readonly string[]): Examination {
  const resolver = new dns.Resolver(dnsPatience);
  if (dnsServers?.length) resolver.setServers(dnsServers);
  const addresses = once(trackedAddresses);
  const databaseProblem = once(findDatabaseProblem);
  return {
    resolver,
    addresses,
    databaseProblem,
    async database() {
      const problem = await databaseProblem();
      if (problem) throw new NotLookedAtError("The database cannot be used.", "database-answers");
      return database();
    },
    pixel: once(() => reach(addresses().pixel)),
    click: once(() => reach(addresses().click)),
  };
}

/** Asks through PORTAL_URL. @throws {NotLookedAtError} when nothing answers */
async function reach(path: string): Promise<PortalAnswer> {
  try {
    return await askPortal(path);
  } catch (error) {
    const { host } = new URL(env().PORTAL_URL);
    throw new NotLookedAtError(
      `PORTAL_URL does not answer. ${explainNetworkError(error, host)}`,
      "portal-url-reaches-us",
    );
  }
}

async function findDatabaseProblem(): Promise<string | null> {
  try {
    await withinTime(databasePatienceMs, database().execute(sql`SELECT 1`));
    return null;
  } catch (error) {
    return error instanceof TooLateError ? "It did not answer within 5 s." : rootMessage(error);
  }
}

function once<Result>(find: () => Result): () => Result {
  let found: { result: Result } | null = null;
  return () => {
    found ??= { result: find() };
    return found.result;
  };
}
