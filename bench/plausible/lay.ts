/** Empties the queue of the forwarder and fills it again: opens and clicks of people, all due. */
import { sql } from "drizzle-orm";
import { connection, database } from "@/db/client";
import { migrate } from "@/db/migrate";
import { emailTrackingEvents } from "@/db/schema/email";
import { env } from "@/env";

const count = Number(process.argv[2]);
const standIn = process.argv[3] ?? "";
const chunk = 1000;
const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.3";

await migrate(env().DATABASE_URL);
const settings = { base_url: standIn, site_domain: "support.example.com", send_to_plausible: true };
await database().execute(
  sql`UPDATE integration_modules SET enabled = 1, settings = ${JSON.stringify(settings)} WHERE slug = 'plausible'`,
);
await database().delete(emailTrackingEvents);
for (let start = 0; start < count; start += chunk) {
  await database()
    .insert(emailTrackingEvents)
    .values(Array.from({ length: Math.min(chunk, count - start) }, (_, index) => eventOf(start + index)));
}
process.send?.({ type: "laid" });
await connection().close();
process.disconnect?.();

function eventOf(index: number): typeof emailTrackingEvents.$inferInsert {
  const isClick = index % 4 === 3;
  return {
    trackingId: String(index).padStart(43, "0"),
    eventType: isClick ? "click" : "open",
    eventUrl: isClick ? `https://shop.example.com/orders/${index}?token=secret` : null,
    userAgent,
    ipAddress: `198.51.${index % 200}.0`,
    occurredAt: new Date(Date.now() - 60_000),
    ...{ visitClass: "human", visitReason: "a person", client: "Thunderbird", device: "desktop" },
    ...{ plausibleStatus: "pending", plausibleNextAt: new Date(Date.now() - 50_000 + index / 1000) },
  };
}
