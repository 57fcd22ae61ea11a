import { connection } from "@/db/client";
import { examine } from "@/services/doctor/examine";

const admin = { kind: "system", name: "Ada", role: "admin" } as const;

/** Changes the process's configuration; undefined: the variable is not set. */
export function setEnvironment(variables: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const shared = globalThis as { __myportalEnv?: unknown; __myportalTrackingKeys?: unknown };
  shared.__myportalEnv = undefined;
  shared.__myportalTrackingKeys = undefined;
}

/** Lets the process begin with a new pool, as after a restart. @param statements run on each new connection */
export async function reconnect(statements: readonly string[] = []) {
  await connection().close();
  (globalThis as { __myportalConnection?: unknown }).__myportalConnection = undefined;
  // After the pool's own statements: as something between us and the server would.
  connection().pool.pool.on("connection", (fresh) => {
    for (const statement of statements) fresh.query(statement);
  });
}

/** One check's finding. */
export async function findingOf(slug: string, dnsServers?: string[]) {
  const [result] = await examine(admin, { slugs: [slug], ...(dnsServers ? { dnsServers } : {}) });
  if (!result) throw new Error(`there is no result of ${slug}`);
  return result;
}
