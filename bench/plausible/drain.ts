/** The portal's forwarder, in a process that does nothing else, until nothing waits. */
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { connection, database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { startPlausibleForwarder, stopPlausibleForwarder } from "@/services/plausible/plausible-forwarder";

const total = Number(process.argv[2]);
const isLeft = async () =>
  (
    await database()
      .select({ id: emailTrackingEvents.id })
      .from(emailTrackingEvents)
      .where(eq(emailTrackingEvents.plausibleStatus, "pending"))
      .limit(1)
  ).length > 0;

await isLeft();
const started = performance.now();
startPlausibleForwarder();
while (await isLeft()) await sleep(20);
const seconds = (performance.now() - started) / 1000;
await stopPlausibleForwarder();
const sent = await database().$count(emailTrackingEvents, eq(emailTrackingEvents.plausibleSent, true));
process.send?.({ type: "measured", perSecond: total / seconds, sent });
await connection().close();
process.disconnect?.();
