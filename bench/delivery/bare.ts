/** The named baseline: pooled nodemailer that is given the finished messages, sends them, and keeps nothing. */
import { asc } from "drizzle-orm";
import { createTransport } from "nodemailer";
import { connection, database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { env } from "@/env";
import { loadBatch } from "@/services/email-delivery/load-batch";
import { prepareMail } from "@/services/email-delivery/prepare-mail";
import { smtpMessage } from "@/services/email-delivery/transports/smtp-message";

const count = Number(process.argv[2]);
const deliveries = await database()
  .select()
  .from(emailDeliveries)
  .orderBy(asc(emailDeliveries.id))
  .limit(count);
const messages: Awaited<ReturnType<typeof smtpMessage>>[] = [];
for (let start = 0; start < deliveries.length; start += 500) {
  const some = deliveries.slice(start, start + 500);
  const content = await loadBatch(some);
  for (const delivery of some) {
    const { outgoing } = await prepareMail([delivery], delivery, content);
    messages.push(await smtpMessage(outgoing));
  }
}
const pool = createTransport({ url: env().SMTP_URL, pool: true, maxConnections: 10 });
const started = performance.now();
const used = process.cpuUsage();
let next = 0;
// As many waiting as the outbox has: a pool whose queue holds all of them would only be slower.
await Promise.all(
  Array.from({ length: 20 }, async () => {
    for (let message = messages[next++]; message; message = messages[next++]) await pool.sendMail(message);
  }),
);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(used);
process.send?.({ type: "measured", perSecond: count / seconds, processorMicros: (user + system) / count });
pool.close();
await connection().close();
process.disconnect?.();
