import { asc } from "drizzle-orm";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";

const mostChoices = 500;

/** Who and what there is in the audit log to filter by. Read by indexes alone. */
export async function auditFilterChoices(): Promise<{ actors: string[]; actions: string[] }> {
  const [actors, actions] = await Promise.all([
    database()
      .selectDistinct({ name: auditLog.actorName })
      .from(auditLog)
      .orderBy(asc(auditLog.actorName))
      .limit(mostChoices),
    database()
      .selectDistinct({ action: auditLog.action })
      .from(auditLog)
      .orderBy(asc(auditLog.action))
      .limit(mostChoices),
  ]);
  return { actors: actors.map(({ name }) => name), actions: actions.map(({ action }) => action) };
}
