/** The outbox's worker, in a process that does nothing else, until all is sent and settled. */
import { setTimeout as sleep } from "node:timers/promises";
import { count, eq, inArray } from "drizzle-orm";
import { connection, database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { startDeliveryWorker, stopDeliveryWorker } from "@/services/email-delivery/delivery-worker";

const total = Number(process.argv[2]);
const memory: number[] = [];
const sampling = setInterval(() => memory.push(process.memoryUsage().rss), 100);
const isLeft = async () =>
  (
    await database()
      .select({ id: emailDeliveries.id })
      .from(emailDeliveries)
      .where(inArray(emailDeliveries.status, ["queued", "sending"]))
      .limit(1)
  ).length > 0;

await isLeft();
const started = performance.now();
const used = process.cpuUsage();
startDeliveryWorker();
while (await isLeft()) await sleep(20);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(used);
clearInterval(sampling);
await stopDeliveryWorker();
const [sent] = await database()
  .select({ number: count() })
  .from(emailDeliveries)
  .where(eq(emailDeliveries.status, "sent"));
process.send?.({
  ...{ type: "measured", perSecond: total / seconds, processorMicros: (user + system) / total },
  ...{ memory, sent: sent?.number ?? 0 },
});
await connection().close();
process.disconnect?.();
