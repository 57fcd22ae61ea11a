import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { appState } from "@/db/schema/integration-modules";

/** Whether the demo data was laid into this database. */
export async function hasDemoData(): Promise<boolean> {
  const [mark] = await database()
    .select({ name: appState.name })
    .from(appState)
    .where(eq(appState.name, "demo_data"));
  return mark !== undefined;
}
