/** A process that does nothing but deliver what the outbox holds, to be killed by a test or measured by a benchmark. */
import { connection } from "@/db/client";
import { startDeliveryWorker, stopDeliveryWorker } from "../delivery-worker";

startDeliveryWorker();
process.send?.({ type: "started" });
setInterval(() => {
  if (process.connected) process.send?.({ type: "memory", rss: process.memoryUsage().rss });
}, 250).unref();
process.on("SIGTERM", async () => {
  await stopDeliveryWorker();
  await connection().close();
  process.exit(0);
});
// Whoever started it is gone.
process.on("disconnect", () => process.exit(1));
