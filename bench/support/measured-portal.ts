import { laySentCopies } from "./lay-sent-copies";
import { buildPortal, migratePortal, startPortal } from "./portal-process";
import { startPrivateDatabase } from "./private-database";
import type { Stage } from "./stage";

/** Builds the portal, starts it on a database of its own with so many sent copies, and has both stopped at the end. */
export async function startMeasuredPortal(
  stage: Stage,
  { copies, nodeFlags }: { copies: number; nodeFlags?: string[] },
) {
  const { home } = stage;
  await buildPortal();
  const database = await startPrivateDatabase(home);
  stage.onEnd(() => database.stop());
  await migratePortal({ home, databaseUrl: database.url });
  await laySentCopies(database.pool, copies);
  const portal = await startPortal({ home, databaseUrl: database.url, nodeFlags });
  stage.onEnd(() => portal.stop());
  return { database, portal };
}
