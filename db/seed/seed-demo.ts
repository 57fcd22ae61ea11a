import { hashPassword } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { connect, type Database } from "@/db/connect";
import { accounts, type Role, users } from "@/db/schema/auth";
import { appState, integrationModules } from "@/db/schema/integration-modules";
import { agentEmail, agentKeys, agents, type ContactKey, isAgent } from "./demo/people";
import { demoTickets } from "./demo/tickets";
import { insertContacts, insertTickets } from "./insert-plan";
import { planAgents, planContacts } from "./plan-people";
import { type PlannedTicket, planTicket } from "./plan-tickets";
import { earliest } from "./summarise-visits";

export interface DemoAccount {
  email: string;
  name: string;
  role: Role;
}

const marker = "demo_data";

/** Who can sign in once the demo data is laid, admins first. */
export const demoAccounts: DemoAccount[] = agentKeys.map((key) => ({
  email: agentEmail(key),
  name: agents[key].name,
  role: agents[key].role,
}));

/**
 * Lays the demo data into a migrated database: a support desk with its agents, contacts, tickets and mail in final
 * states. All of it is one transaction, so a run that dies leaves nothing behind and the next one does the whole;
 * once it is laid, a further call changes nothing.
 * @param options.password every demo account's password, at the time of the run that lays the data
 * @param options.now the moment in which the newest tickets are a few minutes old
 * @returns the accounts, and whether this call laid the data.
 */
export async function seedDemo(
  databaseUrl: string,
  options: { password: string; now?: Date },
): Promise<{ accounts: DemoAccount[]; laid: boolean }> {
  const connection = connect(databaseUrl, { connectionLimit: 1 });
  try {
    const laid = await layDemo(connection.db, options.password, options.now ?? new Date());
    return { accounts: demoAccounts, laid };
  } finally {
    await connection.close();
  }
}

/** Whether the demo data was laid, with a password that an earlier run chose. */
export async function isDemoLaid(databaseUrl: string): Promise<boolean> {
  const connection = connect(databaseUrl, { connectionLimit: 1 });
  try {
    return (await connection.db.select().from(appState).where(eq(appState.name, marker))).length > 0;
  } finally {
    await connection.close();
  }
}

async function layDemo(db: Database, password: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    // The marker comes first: a second process waits here until this transaction has ended, and then finds it.
    const [result] = await tx
      .insert(appState)
      .ignore()
      .values({ name: marker, value: { laidAt: now.toISOString() } });
    if (result.affectedRows === 0) return false;
    const { userRows, accountRows } = planAgents(await hashPassword(password), now);
    const planned = demoTickets.map((ticket) => planTicket(ticket, now));
    await tx.insert(users).values(userRows);
    await tx.insert(accounts).values(accountRows);
    const contactIds = await insertContacts(tx, planContacts(firstSeen(planned), now));
    await insertTickets(tx, planned, contactIds);
    await tx
      .update(integrationModules)
      .set({ enabled: true, updatedAt: now })
      .where(eq(integrationModules.slug, "plausible"));
    return true;
  });
}

/** When each contact first wrote or was first written to. */
function firstSeen(planned: PlannedTicket[]): Map<ContactKey, Date> {
  const seen = new Map<ContactKey, Date>();
  const note = (key: ContactKey, at: Date) => seen.set(key, earliest([seen.get(key) ?? null, at]) ?? at);
  for (const { replies } of planned) {
    for (const { by, row, email } of replies) {
      if (!isAgent(by)) note(by, row.createdAt);
      for (const { contact } of email?.deliveries ?? []) note(contact, row.createdAt);
    }
  }
  return seen;
}
